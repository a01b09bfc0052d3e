using Sensorium.Engine.Expressions;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Sql;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;
using Sensorium.Streams;
using Sensorium.Web.Alerts;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Tests;

/// <summary>A city of cars on a free port: a real log, its pipelines, their lake, and a page over them.</summary>
internal sealed class PageCity : IAsyncDisposable
{
    private const string Sql = """
        CREATE STREAM cars (
          device VARCHAR NOT NULL, place POINT NOT NULL, speed DOUBLE UNIT 'km/h', seen TIMESTAMP FROM 'at' NOT NULL,
          WATERMARK FOR seen AS seen - INTERVAL '1' SECOND
        ) WITH (stream = 'car_data', format = 'json');
        CREATE TABLE fixes AS SELECT seen, device, speed FROM cars;
        CREATE ALERT fast TO people KEY (device) AS SELECT device, speed, seen FROM cars WHERE speed > 100;
        """;

    private readonly string _folder;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly CancellationTokenSource _stop = new();
    private readonly LocalObjectStore _objects;
    private readonly DeltaTableStore _tables;
    private readonly LakeViews _views;
    private readonly Task[] _running;

    private PageCity(string? folder, string page, TimeSpan commit, int partitions)
    {
        _folder = folder ?? Directory.CreateTempSubdirectory("sensorium-page-").FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "reference"));
        if (!File.Exists(ThresholdFile))
        {
            File.WriteAllText(ThresholdFile, "kind,low,note,high\r\nspeed,5,\"fast, not safe\",100\r\nnoise,,,70\r\n");
        }

        var files = new LocalFileSystem(_folder);
        var scheduler = new ThreadScheduler();
        var references = ReferenceTables.Load(files, "reference");
        var program = new SqlCompiler(BuiltInFunctions.Catalog).Compile([new("city.sql", Sql)], references).Program!;
        var (pages, diagnostics) = CityPages.Compile(new(
            "Carville",
            page.Length == 0 ? [] : [new("pages/city.json", page)],
            [new("city.sql", Sql)],
            references,
            PipelineTables.Of(program).ToDictionary(table => table.Key, table => (Schema?)table.Value)));
        diagnostics.ShouldBeEmpty();
        Log = StreamLog.Open(files, scheduler, "car_data", "car_data", new() { PartitionCount = partitions });
        _objects = new(new LocalFileSystem(Path.Combine(_folder, "lake")), ".");
        _tables = new(_objects, LakeCatalog.FolderOf, Path.Combine(_folder, "scratch"), TimeProvider.System);
        _views = new(_objects, _tables, Path.Combine(_folder, "lake"), Path.Combine(_folder, "scratch"));
        var audit = new AuditLog(files, "audit.log", TimeProvider.System);
        Alerts = new(["fast"], files, "alerts.json", audit, TimeProvider.System);
        var options = new SupervisorOptions { Checkpoints = "checkpoints", CommitInterval = commit };
        var input = new PipelineInput(program.Streams[0], Log);
        Fixes = PipelineSupervisor.Of(program.Pipelines.OfType<TablePipeline>().Single(), [input], _tables, files, scheduler, options);
        var alert = PipelineSupervisor.AlertOf(
            program.Pipelines.OfType<AlertPipeline>().Single(), [input], _tables, files, scheduler, options, notify: null);
        alert.OnRows = Alerts.Take;
        _running =
            [.. new[] { Fixes, alert }.Select(pipeline => scheduler.Start(pipeline.Id, _ => pipeline.Run(_stop.Token, default), default))];
        var city = new CityProfile("Carville");
        var state = new CityState(() => new(true, [.. Fixes.Ledger, .. alert.Ledger], [Log.Ledger()]), () => [])
        {
            StatusOf = id => id == Fixes.Id ? new(Fixes.Progress.Watermark?.ToDateTimeOffset(), Fixes.Progress.Lag, Fixes.Tables) : null,
        };
        var groups = new PageGroups(city, state, scheduler)
        {
            Pages = pages!,
            LogOf = _ => Log,
            Lake = new(_views, () => [.. Fixes.Tails, .. alert.Tails]),
            Thresholds = new(new LocalFileSystem(), ThresholdFile),
            Alerts = Alerts,
            Audit = audit,
        };
        Server = new([new StateEndpoints(state, null), .. groups.All()], "127.0.0.1", 0, scheduler, _ => { });
    }

    public WebServer Server { get; }

    public StreamLog Log { get; }

    public PipelineSupervisor Fixes { get; }

    public AlertBoard Alerts { get; }

    public string ThresholdFile => Path.Combine(_folder, "reference", "thresholds.csv");

    public IReadOnlyList<JsonNode> Audit =>
        [.. File.ReadAllLines(Path.Combine(_folder, "audit.log")).Select(line => JsonNode.Parse(line)!)];

    /// <param name="folder">Of an earlier city, which goes on; null for a new one.</param>
    /// <param name="commit">Between two commits; null for seldom.</param>
    public static async Task<PageCity> Open(string page = Pages.Cars, string? folder = null, TimeSpan? commit = null, int partitions = 2)
    {
        var city = new PageCity(folder, page, commit ?? TimeSpan.FromMinutes(10), partitions);
        await city.Server.Start(default);
        return city;
    }

    public static string Fix(string device, double latitude, double longitude, double? speed, DateTimeOffset at) => new JsonObject
    {
        ["device"] = device,
        ["place"] = new JsonObject { ["latitude"] = latitude, ["longitude"] = longitude },
        ["speed"] = speed,
        ["at"] = at.ToString("O", CultureInfo.InvariantCulture),
    }.ToJsonString();

    public async Task Append(params IEnumerable<string> records)
    {
        foreach (var group in records.Select((record, i) => (record, i)).GroupBy(pair => pair.i % Log.PartitionCount, pair => pair.record))
        {
            var batch = new RecordBatch();
            foreach (var record in group)
            {
                batch.Add(Encoding.UTF8.GetBytes(record));
            }

            (await Log.Append(new(group.Key, batch))).Outcome.ShouldBe(AppendOutcome.Appended);
        }
    }

    public async Task<(int Status, string Text)> Get(string path)
    {
        using var response = await _client.GetAsync(new Uri(Server.Address, path));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonNode> GetJson(string path)
    {
        var (status, text) = await Get(path);
        status.ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The page's data, as its module reads it.</summary>
    public async Task<JsonNode> Data()
    {
        var (_, html) = await Get("/");
        var start = html.IndexOf("id=\"page-data\">", StringComparison.Ordinal) + "id=\"page-data\">".Length;
        return JsonNode.Parse(html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)])!;
    }

    /// <summary>A change, with the page's token.</summary>
    public async Task<(int Status, string Text)> Send(HttpMethod method, string path, string body)
    {
        var (_, html) = await Get("/");
        const string name = "name=\"sensorium-token\" content=\"";
        var start = html.IndexOf(name, StringComparison.Ordinal) + name.Length;
        using var request = new HttpRequestMessage(method, new Uri(Server.Address, path)) { Content = new StringContent(body) };
        request.Headers.Add("Sensorium-Token", html[start..html.IndexOf('"', start)]);
        using var response = await _client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<PageEvents> Follow(string query = "") =>
        new(await _client.GetStreamAsync(new Uri(Server.Address, $"/events{query}")));

    /// <summary>Ends the city and keeps its folder.</summary>
    public async Task<string> Leave()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Server.Stop(late.Token);
        await Server.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        await Log.DisposeAsync();
        _views.Dispose();
        _tables.Dispose();
        _objects.Dispose();
        _client.Dispose();
        return _folder;
    }

    public async ValueTask DisposeAsync() => Directory.Delete(await Leave(), recursive: true);

    /// <summary>Page files.</summary>
    internal static class Pages
    {
        public const string Cars = """
            {
              "title": "Cars </script><b>",
              "map": { "center": [57.7, 11.9], "zoom": 12 },
              "layers": {
                "cars": { "title": "Cars", "kind": "moving", "sql": "SELECT device, place, speed, seen FROM cars", "unit": "km/h", "threshold": "speed" },
                "meters": { "kind": "sensors", "sql": "SELECT device, place, speed, seen FROM cars WHERE device LIKE 'm%'" }
              },
              "panels": {
                "count": { "kind": "bars", "sql": "SELECT count(*) AS n, count(DISTINCT device) AS devices FROM fixes" },
                "speed": { "kind": "tile", "sql": "SELECT seen, speed FROM fixes", "layer": "cars", "at": [1, 1, 3, 1] }
              }
            }
            """;
    }
}
