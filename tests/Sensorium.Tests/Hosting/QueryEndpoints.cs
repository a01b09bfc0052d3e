using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.City.Lake;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.Query;
using Sensorium.Tests.Commands;
using Sensorium.Web;

namespace Sensorium.Tests.Hosting;

/// <summary>The doors of a city over a lake, with the program's own worker processes.</summary>
internal sealed partial class QueryEndpoints : IAsyncDisposable
{
    private readonly LakeAccess _access;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };

    private QueryEndpoints(QueryLimits limits, int atOnce)
    {
        Scratch = Path.Combine(City.Folder, "worker-scratch");
        _access = new(Path.Combine(City.Data, "lake"), Path.Combine(City.Folder, "scratch"));
        Server = new(
            new()
            {
                Name = "Test",
                Streams = new Dictionary<string, Web.Ingest.IngestStream>(),
                Ledger = () => new(true, [], []),
                Parts = () => [],
                Queries = _access.Queries(limits, Scratch, ended => Flush(ended)),
                QueriesAtOnce = atOnce,
                Say = Said.Add,
            },
            "127.0.0.1",
            0,
            new ThreadScheduler());
    }

    public TestCity City { get; } = new();

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

    public Task<string> Get(string path) => _client.GetStringAsync(new Uri(Server.Address, path));

    public async Task<HttpResponseMessage> Send(string path, object question, string? token = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.Address, path)) { Content = JsonContent.Create(question) };
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
        _access.Dispose();
        City.Dispose();
    }

    [GeneratedRegex("name=\"sensorium-token\" content=\"([0-9a-f]{64})\"")]
    private static partial Regex PageToken();
}
