using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Web.Console;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Tests.Console;

/// <summary>The doors of a city over a lake, with the program's own worker processes.</summary>
internal sealed partial class QueryEndpoints : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalObjectStore _objects;
    private readonly EpochWriter _writer;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };

    private QueryEndpoints(QueryLimits limits, int atOnce)
    {
        Scratch = Path.Combine(_folder.Path, "worker-scratch");
        _objects = new(new LocalFileSystem(Lake), ".");
        Tables = new(_objects, LakeCatalog.FolderOf, Path.Combine(_folder.Path, "scratch"), TimeProvider.System);
        _writer = new(Tables);
        var program = QueryProgram.OfThisProcess("sensorium", "query-worker");
        var queries = new LakeQueries(new(_objects, Tables), program, limits, Scratch, TimeProvider.System)
        {
            Flush = ended => Flush(ended),
        };
        var city = new CityProfile("Test");
        var state = new CityState(() => new(true, [], []), () => []);
        var scheduler = new ThreadScheduler();
        var page = new PageGroups(city, state, scheduler) { HasConsole = true };
        Server = new(
            [new StateEndpoints(state, null), .. page.All(), new ConsoleEndpoints(city, queries, atOnce, scheduler.Time)],
            "127.0.0.1",
            0,
            scheduler,
            Said.Add);
    }

    public string Lake => Path.Combine(_folder.Path, "lake");

    public DeltaTableStore Tables { get; }

    public WebServer Server { get; }

    /// <summary>Where workers have their folders.</summary>
    public string Scratch { get; }

    public List<string> Said { get; } = [];

    public Func<CancellationToken, Task<string?>> Flush { get; set; } = _ => Task.FromResult<string?>(null);

    public string Token { get; private set; } = "";

    public static async Task<QueryEndpoints> Open(long rows = 1000, double seconds = 20, int atOnce = 4)
    {
        var doors = new QueryEndpoints(new(64 << 20, 2, TimeSpan.FromSeconds(seconds), rows), atOnce);
        await doors.Server.Start(default);
        doors.Token = PageToken().Match(await doors.Get("/console")).Groups[1].Value;
        return doors;
    }

    /// <inheritdoc cref="EpochWriter.Commit"/>
    public Task Commit(string table, params (string Id, long N, double? X, string Day)[] rows) => _writer.Commit(table, rows);

    public Task<string> Get(string path) => _client.GetStringAsync(new Uri(Server.Address, path));

    public async Task<HttpResponseMessage> Send(
        string path, object question, string? token = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.Address, path))
        {
            Content = JsonContent.Create(question),
        };
        request.Headers.Add("Sensorium-Token", token ?? Token);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>The lines of an answer.</summary>
    public async Task<List<JsonNode>> Ask(string sql, string? asOf = null, long? limit = null)
    {
        using var response = await Send("/query", new { sql, asOf, limit });
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType).ShouldBe((200, "application/x-ndjson"), text);
        text.ShouldEndWith("\n");
        return [.. text.Trim().Split('\n').Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>The only row of an answer, as JSON.</summary>
    public async Task<string> Row(string sql, string? asOf = null)
    {
        var lines = await Ask(sql, asOf);
        lines.Count.ShouldBe(3, lines[^1].ToJsonString());
        return lines[1].ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>What is wrong with a query.</summary>
    public async Task<JsonNode> Error(string sql, string? asOf = null)
    {
        var last = (await Ask(sql, asOf))[^1];
        return last["error"] ?? throw new InvalidOperationException($"It was answered: {last.ToJsonString()}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Server.Stop(late.Token);
        await Server.DisposeAsync();
        Tables.Dispose();
        _objects.Dispose();
        _folder.Dispose();
    }

    [GeneratedRegex("name=\"sensorium-token\" content=\"([0-9a-f]{64})\"")]
    private static partial Regex PageToken();
}
