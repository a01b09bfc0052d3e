using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sensorium.Access.Certificates;
using Sensorium.Core;
using Sensorium.Core.Files;

namespace Sensorium.Access.Tests.Certificates;

public sealed class CityCertificateTests : IDisposable
{
    private static readonly DateTimeOffset _now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalFileSystem _files = new();

    [Fact]
    public void The_city_s_own_is_made_once_and_its_key_is_for_the_owner_alone()
    {
        using var first = Own("localhost", "127.0.0.1", "city.example");
        using var second = Own("localhost", "city.example");
        second.Fingerprint.ShouldBe(first.Fingerprint);
        first.Fingerprint.ShouldMatch("^([0-9A-F]{2}:){31}[0-9A-F]{2}$");
        first.IsSelfSigned.ShouldBeTrue();
        File.GetUnixFileMode(Path.Combine(_folder.Path, "key.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        first.Certificate.MatchesHostname("city.example").ShouldBeTrue();
        first.Certificate.MatchesHostname("127.0.0.1").ShouldBeTrue();
        first.Certificate.MatchesHostname("evil.example").ShouldBeFalse();
    }

    [Fact]
    public void It_is_made_anew_where_it_lacks_a_name_or_ends_soon()
    {
        using var first = Own("localhost");
        using var second = Own("localhost", "city.example");
        second.Fingerprint.ShouldNotBe(first.Fingerprint);
        using var later = CityCertificate.SelfSigned(_files, _folder.Path, "Lund", ["localhost"], _now.AddDays(800));
        later.Fingerprint.ShouldNotBe(second.Fingerprint);
    }

    [Fact]
    public void A_city_s_name_is_no_part_of_the_certificate_s_syntax()
    {
        using var certificate = CityCertificate.SelfSigned(
            _files, _folder.Path, "Lund, O=Bank\n" + new string('å', 80), ["localhost"], _now);
        certificate.Certificate.GetNameInfo(X509NameType.SimpleName, false).ShouldStartWith("Lund, O=Bank");
    }

    [Fact]
    public void One_that_is_given_as_pem_brings_its_chain()
    {
        using var root = Make("root", null);
        using var leaf = Make("city.example", root);
        var path = Write("chain.pem", leaf.ExportCertificatePem() + "\n" + root.ExportCertificatePem());
        var key = Write("key.pem", leaf.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        using var given = CityCertificate.Given(_files, path, key, null);
        (given.Certificate.HasPrivateKey, given.Chain.Count, given.IsSelfSigned).ShouldBe((true, 1, false));
        given.Certificate.Subject.ShouldBe("CN=city.example");
    }

    [Fact]
    public void One_that_is_given_as_pfx_or_with_a_locked_key_needs_its_password()
    {
        using var own = Make("city.example", null);
        var pfx = Path.Combine(_folder.Path, "city.pfx");
        File.WriteAllBytes(pfx, own.Export(X509ContentType.Pfx, "secret"));
        using var given = CityCertificate.Given(_files, pfx, null, "secret");
        given.Certificate.HasPrivateKey.ShouldBeTrue();
        Code(() => CityCertificate.Given(_files, pfx, null, "wrong")).ShouldBe("SN8007");

        var path = Write(
            "city.pem",
            own.ExportCertificatePem() + "\n"
                + own.GetRSAPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(
                    "secret", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        using var locked = CityCertificate.Given(_files, path, null, "secret");
        locked.Certificate.HasPrivateKey.ShouldBeTrue();
        Code(() => CityCertificate.Given(_files, path, null, "wrong")).ShouldBe("SN8007");
    }

    [Fact]
    public void What_cannot_be_used_is_named()
    {
        using var one = Make("one", null);
        using var other = Make("other", null);
        var path = Write("one.pem", one.ExportCertificatePem());
        Code(() => CityCertificate.Given(_files, Path.Combine(_folder.Path, "none.pem"), null, null)).ShouldBe("SN8007");
        Code(() => CityCertificate.Given(_files, path, null, null)).ShouldBe("SN8007");
        Code(() => CityCertificate.Given(_files, path, Write("other.key", other.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()), null))
            .ShouldBe("SN8007");
        Code(() => CityCertificate.Given(_files, Write("rubbish.pem", "rubbish"), null, null)).ShouldBe("SN8007");
    }

    public void Dispose() => _folder.Dispose();

    private static string Code(Action action) => Should.Throw<SensoriumException>(action).Code;

    private static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (issuer is null)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            return request.CreateSelfSigned(_now.AddDays(-1), _now.AddDays(90));
        }

        using var signed = request.Create(issuer, _now.AddDays(-1), _now.AddDays(80), [1, 2, 3]);
        return signed.CopyWithPrivateKey(key);
    }

    private CityCertificate Own(params string[] names) => CityCertificate.SelfSigned(_files, _folder.Path, "Lund", names, _now);

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
