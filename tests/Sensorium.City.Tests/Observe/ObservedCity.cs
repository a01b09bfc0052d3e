using System.Collections;
using Sensorium.City;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Logs;
using Sensorium.City.Settings;
using Sensorium.City.Streams;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Tests.Observe;

/// <summary>A whole city in this process, with one stream and three tables, and its doors on a free port.</summary>
internal sealed class ObservedCity : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _client = new();
    private readonly List<LogLine> _lines = [];
    private Task _running = Task.CompletedTask;

    private ObservedCity(Hashtable variables, string[] flags)
    {
        _folder.Write("city/city.json", """{ "format": 1, "name": "Lund", "web": { "port": 0 }, "commit": { "interval": "200 ms" } }""");
        _folder.Write("city/pipelines/temps.sql", """
            CREATE STREAM temps (
              id VARCHAR NOT NULL, value DOUBLE CHECK (value < 99), event_time TIMESTAMP FROM 'at' NOT NULL,
              WATERMARK FOR event_time AS event_time - INTERVAL '0' SECOND
            ) WITH (format = 'json', idle = '1 s');
            CREATE TABLE warm AS SELECT id, value FROM temps WHERE value > 20;
            CREATE TABLE by_second AS
            SELECT window_start, id, count(*) AS n FROM TUMBLE(TABLE temps, DESCRIPTOR(event_time), INTERVAL '1' SECOND)
            GROUP BY window_start, window_end, id;
            """);
        var scheduler = new ThreadScheduler();
        var city = CityFolder.Open(Path.Combine(_folder.Path, "city"), new SettingInputs("dev", flags, variables));
        Host = CityAssembly.Build(
            city, new DataFolder(Path.Combine(_folder.Path, "data")), scheduler, new Log(Keep, scheduler.Time), [], variables, null);
    }

    public CityHost Host { get; }

    public Uri Address { get; private set; } = new("about:blank");

    public string Lake => Path.Combine(_folder.Path, "data", "lake");

    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public StreamLogs Logs => Host.Parts.OfType<StreamLogs>().Single();

    public static async Task<ObservedCity> Start(Hashtable? variables = null, params string[] flags)
    {
        var city = new ObservedCity(variables ?? [], flags);
        var up = new TaskCompletionSource();
        city._running = city.Host.Run(up.SetResult, city._end.Token);
        await await Task.WhenAny(up.Task, city._running);
        const string page = "the page is at ";
        city.Address = new(city.Lines.Single(line => line.Message.StartsWith(page, StringComparison.Ordinal)).Message[page.Length..]);
        return city;
    }

    /// <summary>Posts records to the stream.</summary>
    public async Task<int> Post(string body, string? traceparent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/streams/temps"))
        {
            Content = new StringContent(body),
        };
        if (traceparent is not null)
        {
            request.Headers.Add("traceparent", traceparent);
        }

        using var answer = await _client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    public async Task<(string Text, string Type)> Get(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType!.ToString());
    }

    public async Task<PrometheusText> Metrics() => PrometheusText.Parse((await Get("/metrics")).Text);

    public Task Flush() => ControlClient.Ask(Host.Data, new() { ["do"] = "flush" }, default);

    public async Task Stop()
    {
        await _end.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _client.Dispose();
        _end.Dispose();
        _folder.Dispose();
    }

    private void Keep(LogLine line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }
}
