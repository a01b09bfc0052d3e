using System.Globalization;
using Sensorium.Access;
using Sensorium.Access.Certificates;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Streams;
using Sensorium.Core.Files;
using Sensorium.Web;

namespace Sensorium.City.Access;

/// <summary>Who may do what in the running city, and by what it shows itself.</summary>
internal sealed class AccessPart(CityFolder city, DataFolder data, AuditLog audit, TimeProvider time) : ICityPart
{
    private static readonly TimeSpan _soon = TimeSpan.FromDays(14);

    private readonly LocalFileSystem _files = new(data.Path);
    private CityAccess? _access;

    public string Name => "access";

    public PartHealth Health => _access is { } access
        ? new(true, $"{access.Users.All.Count} users, {access.Sessions.Count} sessions, {access.Tokens.All.Count} tokens")
        : new(false, "has not read its files yet");

    /// <summary>Open once the part has started.</summary>
    public CityAccess Access => _access!;

    public Task Start(CancellationToken cancellation)
    {
        _access = CityAccess.Open(_files, data.Access, audit, time, city.Settings.Web.SessionAge);
        return Task.CompletedTask;
    }

    public Task Stop(CancellationToken deadline) => Task.CompletedTask;

    /// <summary>Answers the commands about users and tokens on the control socket.</summary>
    public void Answer(CityHost host, StreamLogs logs)
    {
        foreach (var verb in AccessVerbs.All)
        {
            host.Answer(verb, (request, _) => Task.FromResult(new AccessVerbs(Access, [.. logs.Names]).Answer(request)));
        }
    }

    /// <summary>The names that browsers elsewhere call the city by.</summary>
    public IReadOnlyList<string> Names(ListenerAddress address) => address.IsOpen || address.IsEvery
        ? city.Settings.Web.NameList
        : [.. city.Settings.Web.NameList, address.Address.ToString()];

    /// <summary>The certificate of the settings, else the one that the city makes.</summary>
    public CityCertificate Certificate(ListenerAddress address)
    {
        var web = city.Settings.Web;
        return web.Certificate is { } path
            ? CityCertificate.Given(_files, InCity(path), web.Key is { } key ? InCity(key) : null, web.CertificatePassword?.Reveal())
            : CityCertificate.SelfSigned(_files, data.Access, city.Name, WebAccess.NamesForCertificate(Names(address)), time.GetUtcNow());
    }

    /// <summary>Where a browser on another machine finds the page.</summary>
    public Uri Public(ListenerAddress address, int port)
    {
        var name = city.Settings.Web.NameList is [var first, ..] ? first : address.Reachable();
        return new(
            name.Contains(':', StringComparison.Ordinal) && !name.EndsWith(']')
                ? $"https://{name}/"
                : string.Create(CultureInfo.InvariantCulture, $"https://{name}:{port}/"));
    }

    /// <summary>Says where the city listens, and how the first administrator comes in.</summary>
    public void Introduce(Uri page, Uri admin, CityCertificate? certificate, Action<string> say)
    {
        say($"the page is at {page}");
        say($"users and tokens are changed at {admin}");
        if (certificate is null)
        {
            return;
        }

        if (certificate.IsSelfSigned)
        {
            say($"its certificate is the city's own; SHA-256 {certificate.Fingerprint}");
        }
        else if (certificate.Ends - time.GetUtcNow() < _soon)
        {
            say(
                $"the certificate {city.Settings.Web.Certificate} {(certificate.Ends < time.GetUtcNow() ? "ended" : "ends")} on "
                    + $"{certificate.Ends:yyyy-MM-dd}: renew it, and restart.");
        }

        if (Access.Link.Offer() is { } secret)
        {
            say($"there is no administrator yet. This link makes one; it works once, until {Access.Link.Ends:yyyy-MM-dd HH:mm} UTC:");
            say($"  {new Uri(page, $"login/first?key={secret}")}");
        }
        else if (!Access.Users.HasAdministrator)
        {
            say(
                $"there is no administrator yet. The link that was shown works until {Access.Link.Ends:yyyy-MM-dd HH:mm} UTC; `sensorium "
                    + $"user add NAME --role admin` makes one without it.");
        }
    }

    private string InCity(string path) => Path.GetFullPath(path, city.Folder);
}
