using System.Diagnostics;
using System.Text;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Survival;

/// <summary>A city of one stream in four partitions with windows and a filter, or of all that SQL has, and its data folder.</summary>
internal sealed class EventCity : IDisposable
{
    /// <summary>Of <c>{0}</c> and <c>{1}</c>: the stream's name and when its partitions are idle.</summary>
    private static readonly CompositeFormat _stream = CompositeFormat.Parse("""
        CREATE STREAM {0} (
          id VARCHAR NOT NULL, seq BIGINT NOT NULL, value DOUBLE CHECK (value < 99), event_time TIMESTAMP FROM 'at' NOT NULL,
          WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND
        ) WITH (format = 'json', idle = '{1}');
        """);

    private readonly TemporaryFolder _folder = new();

    /// <param name="data">The data folder; null for one beside the city.</param>
    /// <param name="hasAll">Whether it also has a second stream, time marks after a second, DEDUP, alerts, a reference table and a
    /// union.</param>
    public EventCity(string? data = null, bool hasAll = false)
    {
        Data = data ?? Path.Combine(_folder.Path, "data");
        var meters = hasAll ? """, "meters": { "partitions": 2, "key": "id" }""" : "";
        _folder.Write("city/city.json", $$"""
            { "format": 1, "name": "Events", "streams": { "events": { "partitions": 4, "key": "id" }{{meters}} } }
            """);
        _folder.Write("city/pipelines/events.sql", string.Format(null, _stream, "events", hasAll ? "1 s" : "none") + """

            CREATE TABLE by_second PARTITIONED BY (day) AS
            SELECT window_start, CAST(window_start AS DATE) AS day, id, count(*) AS n, sum(value) AS total, min(seq) AS low, max(seq) AS high
            FROM TUMBLE(TABLE events, DESCRIPTOR(event_time), INTERVAL '1' SECOND) GROUP BY window_start, window_end, id;
            CREATE TABLE hopping AS
            SELECT window_start, count(*) AS n, avg(value) AS mean
            FROM HOP(TABLE events, DESCRIPTOR(event_time), INTERVAL '2' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
            CREATE TABLE high AS SELECT id, seq, value FROM events WHERE value > 90;
            """);
        if (hasAll)
        {
            _folder.Write(
                "city/reference/places.csv", "id,place\n" + string.Concat(Enumerable.Range(0, 6).Select(i => $"m-{i},place {i % 4}\n")));
            _folder.Write("city/pipelines/more.sql", string.Format(null, _stream, "meters", "1 s") + """

                CREATE VIEW everything AS SELECT id, seq, value, event_time FROM events UNION ALL SELECT id, seq, value, event_time FROM meters;
                CREATE TABLE together AS
                SELECT window_start, count(*) AS n, sum(value) AS total, first_value(seq) AS opened, last_value(seq) AS closed
                FROM TUMBLE(TABLE everything, DESCRIPTOR(event_time), INTERVAL '1' SECOND) GROUP BY window_start, window_end;
                CREATE TABLE thinned AS SELECT id, seq, value, event_time FROM DEDUP(TABLE events, DESCRIPTOR(id), INTERVAL '1' SECOND);
                CREATE TABLE placed AS SELECT e.id, e.seq, e.value, p.place FROM meters AS e LEFT JOIN places AS p ON e.id = p.id;
                CREATE ALERT hot TO people SEVERITY 'high' KEY (id) FOR INTERVAL '1' SECOND UNTIL value < 2 AS
                SELECT id, value, event_time FROM everything WHERE value > 10;
                """);
        }
    }

    public string Folder => Path.Combine(_folder.Path, "city");

    public string Data { get; }

    public int Port { get; } = UpProcess.FreePort();

    public Uri Events => new($"http://127.0.0.1:{Port}/streams/events");

    /// <summary>The second stream, of a city that has all.</summary>
    public Uri Meters => new($"http://127.0.0.1:{Port}/streams/meters");

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

    /// <summary>Starts such a run as a process of its own and kills it.</summary>
    /// <returns>Whether it was still at work.</returns>
    public async Task<bool> KillLogRun(string copy, string output, TimeSpan after, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "exec",
            Path.Combine(AppContext.BaseDirectory, "sensorium.dll"),
            "run",
            Folder,
            "--log",
            copy,
            "--output",
            FolderOf(output),
        }
            .Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await Task.Delay(after);
        var works = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync();
        return works;
    }

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
