using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Survival;

/// <summary>A city of one stream in four partitions with windows and a filter, and its data folder.</summary>
internal sealed class EventCity : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="data">The data folder; null for one beside the city.</param>
    public EventCity(string? data = null)
    {
        Data = data ?? Path.Combine(_folder.Path, "data");
        _folder.Write("city/city.json", """
            { "format": 1, "name": "Events", "streams": { "events": { "partitions": 4, "key": "id" } } }
            """);
        _folder.Write("city/pipelines/events.sql", """
            CREATE STREAM events (
              id VARCHAR NOT NULL, seq BIGINT NOT NULL, value DOUBLE CHECK (value < 99), event_time TIMESTAMP FROM 'at' NOT NULL,
              WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND
            ) WITH (format = 'json', idle = 'none');
            CREATE TABLE by_second PARTITIONED BY (day) AS
            SELECT window_start, CAST(window_start AS DATE) AS day, id, count(*) AS n, sum(value) AS total, min(seq) AS low, max(seq) AS high
            FROM TUMBLE(TABLE events, DESCRIPTOR(event_time), INTERVAL '1' SECOND) GROUP BY window_start, window_end, id;
            CREATE TABLE hopping AS
            SELECT window_start, count(*) AS n, avg(value) AS mean
            FROM HOP(TABLE events, DESCRIPTOR(event_time), INTERVAL '2' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
            CREATE TABLE high AS SELECT id, seq, value FROM events WHERE value > 90;
            """);
    }

    public string Folder => Path.Combine(_folder.Path, "city");

    public string Data { get; }

    public int Port { get; } = UpProcess.FreePort();

    public Uri Events => new($"http://127.0.0.1:{Port}/streams/events");

    public Uri Ledger => new($"http://127.0.0.1:{Port}/ledger");

    public string FolderOf(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Starts it with intervals so short that a kill finds every step under way.</summary>
    public UpProcess Start(params string[] arguments) =>
        UpProcess.Start(Folder, Data, Port, ["--set", "commit.interval=200ms", "--set", "checkpoint.interval=100ms", .. arguments]);

    /// <summary>Copies the streams as they are on the disk.</summary>
    public string CopyStreams(string name)
    {
        var copy = FolderOf(name);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Data, "streams"), "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(Data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }

    /// <summary>Runs the city's pipelines over a copy of its streams.</summary>
    public Task<Run> RunLog(string copy, string output, params string[] arguments) =>
        Run.Of(["run", Folder, "--log", copy, "--output", FolderOf(output), "--format", "json", .. arguments]);

    /// <summary>Table → hash over its rows, for all that a run made.</summary>
    public Task<SortedDictionary<string, string>> HashesOfRun(string output) =>
        Hashes(FolderOf(output), relative => relative);

    /// <summary>The same for what the city itself made.</summary>
    public Task<SortedDictionary<string, string>> HashesOfLake() =>
        HashesOfLake(Path.Combine(Data, "lake"));

    public Task<SortedDictionary<string, string>> HashesOfLake(string lake) =>
        Hashes(lake, relative => relative.StartsWith("processed/", StringComparison.Ordinal) ? relative["processed/".Length..] : relative);

    public async Task<string> Query(string sql)
    {
        var ran = await Run.Of("query", sql, "--city", Folder, "--data", Data, "--format", "csv");
        ran.ExitCode.ShouldBe(0, ran.Error);
        return ran.Output.Split('\n')[1];
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<SortedDictionary<string, string>> Hashes(string root, Func<string, string> nameOf)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var log in Directory.EnumerateDirectories(root, "_delta_log", SearchOption.AllDirectories))
        {
            var table = Path.GetDirectoryName(log)!;
            var ran = await Run.Of("query", "SELECT * FROM t", "--hash", "--table", $"t={table}");
            ran.ExitCode.ShouldBe(0, ran.Error);
            hashes.Add(nameOf(Path.GetRelativePath(root, table)), ran.Output.Trim());
        }

        return hashes;
    }
}
