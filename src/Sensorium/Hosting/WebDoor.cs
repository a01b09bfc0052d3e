using Sensorium.Access;
using Sensorium.CommandLine;
using Sensorium.Core.Files;
using Sensorium.Web;
using Sensorium.Web.Alerts;
using Sensorium.Web.Ingest;
using Sensorium.Web.Live;
using Sensorium.Web.Pages;

namespace Sensorium.Hosting;

/// <summary>The city's doors over HTTP: ingest, ledger, health and the live page.</summary>
/// <param name="isSimulated">Whether simulated devices feed the city.</param>
internal sealed class WebDoor(
    CityHost host,
    StreamLogs logs,
    CityPipelines pipelines,
    Func<LedgerReport> ledger,
    LiveFeed feed,
    bool isSimulated,
    Action<string> say)
    : ICityPart, IAsyncDisposable
{
    private readonly PanelLake _lake = new(host.Data.Lake(host.City), host.Data.Scratch, host.Scheduler.Time);
    private WebServer? _server;

    public required CityPages Pages { get; init; }

    public required AlertBoard Alerts { get; init; }

    public required AuditLog Audit { get; init; }

    public string Name => "web";

    public PartHealth Health => _server switch
    {
        null => new(false, "does not listen yet"),
        { Fault: { } fault } => new(false, $"the page stands still: {fault.Message}"),
        _ => new(true, $"listens on {_server.Address}"),
    };

    public async Task Start(CancellationToken cancellation)
    {
        var settings = host.City.Settings;
        var city = new WebCity
        {
            Name = host.City.Name,
            Timezone = settings.Timezone,
            Attribution = settings.Attribution,
            Streams = logs.All.ToDictionary(
                log => log.Stream,
                log => new IngestStream(log, settings.Stream(log.Stream).Key, (int)settings.Stream(log.Stream).RecordMax.Bytes),
                StringComparer.Ordinal),
            NearestStream = name => Spelling.Nearest(name, logs.All.Select(log => log.Stream)),
            Ledger = () =>
            {
                var report = ledger();
                return new(report.IsBalanced, report.Pipelines, report.Streams);
            },
            Parts = Parts,
            IsSimulated = isSimulated,
            Pages = Pages,
            LogOf = logs.Of,
            Streets = CityStreets.Of(host.City),
            Lake = new(_lake.Views, pipelines.Tails),
            Thresholds = new(new LocalFileSystem(), Path.Combine(host.City.Folder, "reference", "thresholds.csv")),
            Alerts = Alerts,
            Audit = Audit,
            Standing = pipelines.Standing,
            Feed = feed,
            Say = say,
        };
        _server = new(city, settings.Web.Address, settings.Web.Port, host.Scheduler);
        await _server.Start(cancellation);
        say($"the page is at {_server.Address}");
    }

    public async Task Stop(CancellationToken deadline)
    {
        if (_server is { } server)
        {
            await server.Stop(deadline);
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }

        _lake.Dispose();
    }

    private IReadOnlyList<CityPartState> Parts() =>
        [.. host.Status()["parts"]!.AsArray().Select(part =>
            new CityPartState(part!["part"]!.GetValue<string>(), part["healthy"]!.GetValue<bool>(), part["note"]!.GetValue<string>()))];
}
