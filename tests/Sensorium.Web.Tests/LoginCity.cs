using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Sensorium.Access;
using Sensorium.Access.Certificates;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Streams;
using Sensorium.Web.Admin;
using Sensorium.Web.Console;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Ingest;
using Sensorium.Web.Login;

namespace Sensorium.Web.Tests;

/// <summary>
/// The doors of a city that other machines reach: TLS and login, with one user of each role, and the listener for administrators. They
/// are on 127.0.0.2, which is none of the addresses that are open.
/// </summary>
public sealed class LoginCity : IAsyncLifetime, IDisposable
{
    internal const string Password = "correct horse battery";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client;
    private readonly MeterProvider _metrics = Sdk.CreateMeterProviderBuilder().AddPrometheusExporter().Build();
    private CityCertificate? _certificate;
    private StreamLog? _log;
    private LocalObjectStore? _objects;
    private DeltaTableStore? _tables;
    private WebServer? _server;
    private AdminServer? _admin;

    public LoginCity() => _client = new(new HttpClientHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ServerCertificateCustomValidationCallback = (_, shown, _, _) =>
            shown!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == _certificate!.Fingerprint.Replace(
                ":", "", StringComparison.Ordinal),
    });

    internal WebServer Server => _server!;

    internal AdminServer AdminServer => _admin!;

    internal CityAccess Access { get; private set; } = null!;

    internal string AuditFile => Path.Combine(_folder.Path, "audit.log");

    internal string Origin => Server.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Names beside the addresses.</summary>
    internal IReadOnlyList<string> Names { get; init; } = ["city.example", "away.example:443"];

    /// <summary>Whether there are users; without, the link for the administrator is all there is.</summary>
    internal bool HasUsers { get; init; } = true;

    internal string? Link { get; private set; }

    /// <summary>By which guesses have to wait and sessions end.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    public async Task InitializeAsync()
    {
        var files = new LocalFileSystem(_folder.Path);
        Access = CityAccess.Open(files, Path.Combine(_folder.Path, "access"), new(files, AuditFile, Time), Time, TimeSpan.FromDays(7));
        Link = Access.Link.Offer();
        if (HasUsers)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                Access.Users.Add(Caller.Local, role.ToText(), role, Password);
            }
        }

        _objects = new(new LocalFileSystem(Path.Combine(_folder.Path, "lake")), ".");
        _tables = new(_objects, LakeCatalog.FolderOf, Path.Combine(_folder.Path, "scratch"), TimeProvider.System);
        _certificate = CityCertificate.SelfSigned(
            files, Path.Combine(_folder.Path, "access"), "Test", ["127.0.0.2", "localhost"], DateTimeOffset.UtcNow);
        var scheduler = new ThreadScheduler();
        _log = StreamLog.Open(files, scheduler, "temps", "temps", new() { PartitionCount = 2 });
        var city = new CityProfile("Test");
        var streams = new IngestStreams(new Dictionary<string, IngestStream> { ["temps"] = new(_log, "id", 1 << 20) });
        var state = new CityState(() => new(true, [], [_log.Ledger()]), () => []);
        var limits = new QueryLimits(64 << 20, 1, TimeSpan.FromSeconds(1), 10);
        var queries = new LakeQueries(
            new(_objects, _tables), new("none", []), limits, Path.Combine(_folder.Path, "scratch"), TimeProvider.System);
        EndpointGroup[] groups =
        [
            new IngestEndpoints(streams, scheduler.Time),
            new StateEndpoints(state, _metrics),
            .. new PageGroups(city, state, scheduler) { HasConsole = true }.All(),
            new ConsoleEndpoints(city, queries, atOnce: 4, scheduler.Time),
            new LoginEndpoints(city),
        ];
        var access = new WebAccess { City = Access, Certificate = _certificate, Names = Names };
        _server = new(groups, "127.0.0.2", 0, scheduler, _ => { }, access);
        await _server.Start(default);
        _admin = new(city, streams, access, 0, TimeProvider.System, _ => { });
        await _admin.Start(default);
    }

    public async Task DisposeAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await AdminServer.Stop(late.Token);
        await AdminServer.DisposeAsync();
        await Server.Stop(late.Token);
        await Server.DisposeAsync();
        await _log!.DisposeAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _metrics.Dispose();
        _certificate?.Dispose();
        _tables?.Dispose();
        _objects?.Dispose();
        Access.Logins.Dispose();
        _folder.Dispose();
    }

    internal long Records() => _log!.Ledger().Appended;

    internal Task<Answer> Get(string path, Visitor? visitor = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Get, Server.Address, path, visitor, null, headers);

    internal Task<Answer> Post(string path, string body, Visitor? visitor = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, Server.Address, path, visitor, body, headers);

    /// <summary>As the login page's form does.</summary>
    internal Task<Answer> PostForm(string path, Dictionary<string, string> fields, Visitor? visitor = null, string? origin = null) => Send(
        HttpMethod.Post,
        Server.Address,
        path,
        visitor,
        string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Origin", origin ?? Origin));

    internal async Task<Answer> Send(
        HttpMethod method, Uri server, string path, Visitor? visitor, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        if (visitor is not null)
        {
            request.Headers.Add("Cookie", visitor.Cookie);
            request.Headers.Add("Sensorium-Token", visitor.Token);
        }

        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token);
        // The stream of events has no end.
        var text = response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? ""
            : await response.Content.ReadAsStringAsync(late.Token);
        return new(
            (int)response.StatusCode,
            text,
            response.Headers.Concat(response.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value)));
    }

    /// <summary>Follows the stream of events.</summary>
    internal async Task<Stream> Follow(Visitor visitor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server.Address, "/events"));
        request.Headers.Add("Cookie", visitor.Cookie);
        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStreamAsync();
    }

    /// <summary>Logs in as a program does.</summary>
    internal async Task<Visitor> LogIn(string name, string password = Password)
    {
        var answer = await Post(
            "/login",
            new JsonObject { ["name"] = name, ["password"] = password }.ToJsonString(),
            null,
            ("Content-Type", "application/json"));
        answer.Status.ShouldBe(200, answer.Text);
        return new(answer.Headers["Set-Cookie"].Split(';')[0], (string)answer.Json["token"]!);
    }

    /// <summary>Who has logged in: the cookie, and the page's token.</summary>
    internal sealed record Visitor(string Cookie, string Token);

    /// <summary>What a door answered.</summary>
    internal sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        public string Code => (string)Json["code"]!;
    }
}
