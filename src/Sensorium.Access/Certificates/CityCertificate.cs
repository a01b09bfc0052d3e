using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sensorium.Core.Files;

namespace Sensorium.Access.Certificates;

/// <summary>What the city shows of itself over TLS.</summary>
public sealed class CityCertificate : IDisposable
{
    /// <summary>The longest that every browser takes.</summary>
    private const int ValidDays = 825;
    private const int RenewedDays = 30;

    private const string CertificateFile = "certificate.pem";
    private const string KeyFile = "key.pem";

    private CityCertificate(X509Certificate2 certificate, X509Certificate2Collection chain, bool isSelfSigned) =>
        (Certificate, Chain, IsSelfSigned) = (certificate, chain, isSelfSigned);

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Those between it and its root.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <summary>Whether Sensorium made it, so that browsers know it only by its fingerprint.</summary>
    public bool IsSelfSigned { get; }

    public DateTimeOffset Ends => new(Certificate.NotAfter.ToUniversalTime());

    /// <summary>SHA-256 of the certificate as browsers and openssl write it: <c>AB:CD:…</c></summary>
    public string Fingerprint => string.Join(':', Certificate.GetCertHash(HashAlgorithmName.SHA256).Select(part => part.ToString("X2")));

    /// <summary>A certificate that somebody gave: a PEM file, which may hold the chain, and its key, or a PFX file with both.</summary>
    /// <param name="keyPath">Null where the key is in the same file.</param>
    /// <param name="password">Of the key or of the PFX file; null where it has none.</param>
    /// <exception cref="Core.SensoriumException">It cannot be read, or the key is not its own (SN8007).</exception>
    public static CityCertificate Given(IFileSystem files, string path, string? keyPath, string? password)
    {
        try
        {
            var content = DurableFiles.Read(files, path);
            return content.AsSpan().IndexOf("-----BEGIN "u8) >= 0
                ? FromPem(Encoding.UTF8.GetString(content), Encoding.UTF8.GetString(DurableFiles.Read(files, keyPath ?? path)), password)
                : FromPfx(content, password);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw AccessErrors.NoCertificate(path, error.Message);
        }
    }

    /// <summary>
    /// The certificate that Sensorium made for the city; made where there is none, or where it ends soon or lacks one of the names.
    /// </summary>
    /// <param name="folder">Where it is kept, its key for the owner alone.</param>
    /// <param name="names">Host names and addresses.</param>
    public static CityCertificate SelfSigned(IFileSystem files, string folder, string city, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var (path, key) = (Path.Combine(folder, CertificateFile), Path.Combine(folder, KeyFile));
        if (files.FileExists(path) && files.FileExists(key))
        {
            var kept = Given(files, path, key, password: null);
            if (kept.Ends - now > TimeSpan.FromDays(RenewedDays) && names.All(NamesOf(kept.Certificate).Contains))
            {
                return new(kept.Certificate, kept.Chain, isSelfSigned: true);
            }

            kept.Dispose();
        }

        using var made = Make(city, names, now);
        DurableFiles.CreateDirectory(files, folder);
        // A crash leaves no certificate beside a key that is not its own.
        files.DeleteFile(path);
        DurableFiles.ReplacePrivate(files, key, Encoding.ASCII.GetBytes(made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n"));
        DurableFiles.Replace(files, path, Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n"));
        var given = Given(files, path, key, password: null);
        return new(given.Certificate, given.Chain, isSelfSigned: true);
    }

    public void Dispose() => Certificate.Dispose();

    private static CityCertificate FromPem(string certificates, string key, string? password)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);
        var own = password is null
            ? X509Certificate2.CreateFromPem(certificates, key)
            : X509Certificate2.CreateFromEncryptedPem(certificates, key, password);
        chain[0].Dispose();
        chain.RemoveAt(0);
        return new(own, chain, isSelfSigned: false);
    }

    private static CityCertificate FromPfx(byte[] content, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, password);
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("it has no private key.");
        all.Remove(own);
        return new(own, all, isSelfSigned: false);
    }

    private static X509Certificate2 Make(string city, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(city.Length <= 64 ? city : city[..64]);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(ValidDays - 1));
    }

    private static HashSet<string> NamesOf(X509Certificate2 certificate)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.UnionWith(extension.EnumerateDnsNames());
            names.UnionWith(extension.EnumerateIPAddresses().Select(address => address.ToString()));
        }

        return names;
    }
}
