using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Streams;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Ingest;
using Sensorium.Web.Live;
using Sensorium.Web.Login;

namespace Sensorium.Web.Tests;

/// <summary>The doors of a city with one stream, <c>temps</c>, on a free port, over a real log.</summary>
internal sealed class TestEndpoints : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };

    private TestEndpoints(StreamLogOptions options, string? key, string name, bool needsToken)
    {
        var local = new LocalFileSystem(_folder.Path);
        Files = new(local);
        Access = CityAccess.Open(
            local,
            Path.Combine(_folder.Path, "access"),
            new(local, Path.Combine(_folder.Path, "audit.log"), TimeProvider.System),
            TimeProvider.System,
            TimeSpan.FromDays(1));
        var scheduler = new ThreadScheduler();
        Log = StreamLog.Open(Files, scheduler, "temps", "temps", options);
        var city = new CityProfile(name) { Attribution = "© those who measure", IsSimulated = true };
        var state = new CityState(() => new(true, Pipelines, [Log.Ledger()]), () => Parts);
        var all = new Dictionary<string, IngestStream> { ["temps"] = new(Log, key, options.RecordMaxBytes) { NeedsToken = needsToken } };
        var streams = new IngestStreams(all) { Nearest = asked => asked == "temp" ? "temps" : null };
        var page = new PageGroups(city, state, scheduler) { Feed = Feed };
        EndpointGroup[] groups =
        [
            new IngestEndpoints(streams, scheduler.Time), new StateEndpoints(state, null), .. page.All(), new LoginEndpoints(city)
        ];
        Server = new(groups, "127.0.0.1", 0, scheduler, Said.Add, new() { City = Access });
    }

    public CityAccess Access { get; }

    public FaultyFileSystem Files { get; }

    public StreamLog Log { get; }

    public WebServer Server { get; }

    public LiveFeed Feed { get; } = new(TimeProvider.System);

    public IReadOnlyList<LedgerEntry> Pipelines { get; set; } = [];

    public IReadOnlyList<CityPartState> Parts { get; set; } = [new("streams", true, "1 stream")];

    public List<string> Said { get; } = [];

    public static async Task<TestEndpoints> Open(
        StreamLogOptions? options = null, string? key = "id", string name = "Test", bool needsToken = false)
    {
        var doors = new TestEndpoints(options ?? new() { PartitionCount = 4 }, key, name, needsToken);
        await doors.Server.Start(default);
        return doors;
    }

    public Task<Answer> Post(string body, params (string Name, string Value)[] headers) =>
        PostTo("/streams/temps", Encoding.UTF8.GetBytes(body), headers);

    public Task<Answer> PostTo(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.Address, path)) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else if (name == "Content-Encoding")
            {
                content.Headers.ContentEncoding.Add(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return Send(request);
    }

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server.Address, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Send(request);
    }

    public async Task<Answer> Send(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new(
                (int)response.StatusCode,
                text,
                response.Headers.RetryAfter?.Delta,
                response.Headers.Concat(response.Content.Headers)
                    .ToDictionary(header => header.Key, header => string.Join(", ", header.Value)));
        }
    }

    public Task<Stream> Follow() => _client.GetStreamAsync(new Uri(Server.Address, "/events"));

    /// <summary>All records of the log, by partition and offset: key, or null, and value.</summary>
    public List<(string? Key, string Value)> Records()
    {
        var records = new List<(string?, string)>();
        var block = new RecordBlock();
        foreach (var partition in Log.Partitions)
        {
            for (var at = partition.Start; partition.Read(block, at, 1 << 20) > 0; at = block.Next)
            {
                for (var i = 0; i < block.Count; i++)
                {
                    var key = !block.HasKeys || block.KeyLengths[i] < 0
                        ? null
                        : Encoding.UTF8.GetString(block.Data, block.KeyStarts[i], block.KeyLengths[i]);
                    records.Add((key, Encoding.UTF8.GetString(block.Value(i))));
                }
            }
        }

        return records;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        Access.Logins.Dispose();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Server.Stop(late.Token);
        await Server.DisposeAsync();
        await Log.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What a door answered.</summary>
    internal sealed record Answer(int Status, string Text, TimeSpan? RetryAfter, IReadOnlyDictionary<string, string> Headers)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        public string Code => (string)Json["code"]!;
    }
}
