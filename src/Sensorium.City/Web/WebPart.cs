using OpenTelemetry.Metrics;
using Sensorium.Access;
using Sensorium.Access.Certificates;
using Sensorium.City.Access;
using Sensorium.City.Hosting;
using Sensorium.City.Lake;
using Sensorium.City.Pipelines;
using Sensorium.City.Settings;
using Sensorium.City.Streams;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.References;
using Sensorium.Lake.Query;
using Sensorium.Streams;
using Sensorium.Web;
using Sensorium.Web.Admin;
using Sensorium.Web.Alerts;
using Sensorium.Web.Console;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Ingest;
using Sensorium.Web.Live;
using Sensorium.Web.Login;
using Sensorium.Web.Map;
using Sensorium.Web.Page;
using Sensorium.Web.Pages;

namespace Sensorium.City.Web;

/// <summary>The city's endpoints over HTTP: ingest, ledger, health and the live page.</summary>
/// <param name="queries">Over the lake.</param>
/// <param name="isSimulated">Whether simulated devices feed the city.</param>
internal sealed class WebPart(
    CityHost host,
    StreamLogs logs,
    CityPipelines pipelines,
    AccessPart access,
    Func<LedgerReport> ledger,
    LiveFeed feed,
    LakeAccess lake,
    LakeQueries queries,
    bool isSimulated,
    Action<string> say)
    : ICityPart, IAsyncDisposable
{
    private WebServer? _server;
    private PageEndpoints? _page;
    private AdminServer? _admin;
    private CityCertificate? _certificate;

    /// <summary>What <c>/metrics</c> shows; asked at the start. Null for no such endpoint.</summary>
    public Func<MeterProvider?> Metrics { get; init; } = () => null;

    /// <summary>Takes a line about a fault that no client can fix; where there is none, <c>say</c> does.</summary>
    public Action<string>? OnFault { get; init; }

    public required CityPages Pages { get; init; }

    public required AlertBoard Alerts { get; init; }

    public required AuditLog Audit { get; init; }

    public string Name => "web";

    public PartHealth Health => _server switch
    {
        null => new(false, "does not listen yet") { CannotServe = true },
        { Fault: { } fault } => new(false, $"the page stands still: {fault.Message}"),
        { Connections: { WasFull: true } full } => new(
            false,
            $"listens on {_server.Address}, with {full.Open} of {full.Limit} connections: {full.GivenUp:N0} idle ones were closed for "
                + $"others, {full.Refused:N0} refused"),
        _ => new(true, $"listens on {_server.Address}, with {_server.Connections.Open} of {_server.Connections.Limit} connections"),
    };

    /// <summary>Where a browser finds the page; null before it listens.</summary>
    public Uri? Address => _server?.Address;

    /// <summary>Records a second that the streams take; null before it counts.</summary>
    public double? Rate => _page?.Rate;

    public async Task Start(CancellationToken cancellation)
    {
        var settings = host.City.Settings;
        var city = new CityProfile(host.City.Name)
        {
            Timezone = settings.Timezone,
            Attribution = settings.Attribution,
            IsSimulated = isSimulated,
        };
        var streams = Streams(settings);
        var address = ListenerAddress.Parse(settings.Web.Address);
        _certificate = address.IsOpen ? null : access.Certificate(address);
        var keys = new WebAccess { City = access.Access, Certificate = _certificate, Names = access.Names(address) };
        var fault = OnFault ?? say;
        _server = new(Groups(city, streams), settings.Web.Address, settings.Web.Port, host.Scheduler, fault, keys);
        await _server.Start(cancellation);
        host.Page = _server.Address;
        _admin = new(city, streams, keys, settings.Web.AdminPortOrNext, host.Scheduler.Time, fault);
        await _admin.Start(cancellation);
        access.Introduce(
            address.IsOpen ? _server.Address : access.Public(address, _server.Address.Port), _admin.Address, _certificate, say);
    }

    public async Task Stop(CancellationToken deadline)
    {
        if (_admin is { } admin)
        {
            await admin.Stop(deadline);
        }

        if (_server is { } server)
        {
            await server.Stop(deadline);
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_admin?.DisposeAsync() ?? default);
        await (_server?.DisposeAsync() ?? default);
        _certificate?.Dispose();
    }

    private IngestStreams Streams(CitySettings settings)
    {
        var all = logs.All.ToDictionary(log => log.Stream, log => Stream(log, settings.Stream(log.Stream)), StringComparer.Ordinal);
        return new(all) { Refused = logs.Refused, Nearest = name => Spelling.Nearest(name, logs.Names) };
    }

    private static IngestStream Stream(StreamLog log, StreamSettings settings) =>
        new(log, settings.Key, (int)settings.RecordMax.Bytes) { NeedsToken = settings.Ingest == IngestRule.Token };

    /// <summary>What the city serves: a new feature is a group and a line here.</summary>
    private IReadOnlyList<EndpointGroup> Groups(CityProfile city, IngestStreams streams)
    {
        var scheduler = host.Scheduler;
        var state = new CityState(Ledger, Parts) { StatusOf = pipelines.Standing };
        var tables = new CityLake(lake.Views, pipelines.Tails);
        var map = new MapEndpoints(Pages, logs.Find, CityStreets.Of(host.City), feed, scheduler);
        var panels = new PanelEndpoints(Pages, tables, feed, scheduler);
        var alerts = new AlertEndpoints(Alerts, tables, feed, scheduler);
        var thresholds = new ThresholdEndpoints(Thresholds(), Audit, feed, map);
        _page = new(city, state, Pages, feed, map, panels, alerts, thresholds, scheduler) { HasConsole = true };
        return
        [
            new IngestEndpoints(streams, scheduler.Time),
            new StateEndpoints(state, Metrics()),
            _page,
            map,
            panels,
            alerts,
            thresholds,
            new ConsoleEndpoints(city, queries, host.City.Settings.Query.AtOnce, scheduler.Time),
            new LoginEndpoints(city),
        ];
    }

    private Thresholds Thresholds()
    {
        var path = Path.Combine(host.City.Folder, "reference", "thresholds.csv");
        path = File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
        return new(new LocalFileSystem(keepsModes: true), path)
        {
            Prepare = content => pipelines.Prepare(ReferenceTables.Thresholds, path, content),
            Switch = pipelines.Switch,
        };
    }

    private CityLedger Ledger()
    {
        var report = ledger();
        return new(report.IsBalanced, report.Pipelines, report.Streams);
    }

    private IReadOnlyList<CityPartState> Parts() => [.. host.Parts.Select(part =>
    {
        var health = part.Health;
        return new CityPartState(part.Name, health.IsHealthy, health.Note) { CannotServe = health.CannotServe };
    })];
}
