using Sensorium.Core;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Simulation.Pipelines;

/// <summary>What a seed's city has: streams with partitions, statements over them, and how it is run.</summary>
internal sealed class CityPlan
{
    private const string Streams = """
        CREATE STREAM temperature (
          device_id  VARCHAR NOT NULL,
          value      DOUBLE CHECK (value BETWEEN -90 AND 60),
          n          BIGINT,
          event_time TIMESTAMP FROM 'timestamp',
          WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND
        ) WITH (stream = 'temp_stream', idle = '5 s');

        CREATE STREAM humidity (
          device_id  VARCHAR NOT NULL,
          value      DOUBLE CHECK (value BETWEEN -90 AND 60),
          n          BIGINT,
          event_time TIMESTAMP FROM 'timestamp',
          WATERMARK FOR event_time AS event_time - INTERVAL '1' SECOND
        ) WITH (stream = 'hum_stream', idle = '4 s');
        """;

    private const int Filtered = 2;
    private const int United = 3;

    private static readonly string[] _statements =
    [
        """
        CREATE TABLE tumbled PARTITIONED BY (device_id) AS
        SELECT window_start, device_id, count(*) AS readings, sum(value) AS total, avg(n) AS mean, min(value) AS low, last_value(n) AS newest
        FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '5' SECOND) GROUP BY window_start, window_end, device_id;
        """,
        """
        CREATE TABLE hopped AS
        SELECT window_start, n % 7 AS bucket, count(value) AS readings, avg(value) AS mean, max(device_id) AS device
        FROM HOP(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '3' SECOND, INTERVAL '9' SECOND)
        WHERE value < 40 GROUP BY window_start, window_end, n % 7 HAVING count(*) > 1;
        """,
        "CREATE TABLE filtered PARTITIONED BY (day) AS SELECT CAST(event_time AS DATE) AS day, device_id, value, 100 / n AS share FROM temperature WHERE value > 0;",
        """
        CREATE VIEW both AS SELECT device_id, value, event_time FROM temperature UNION ALL SELECT device_id, value, event_time FROM humidity WHERE value < 50;
        CREATE TABLE united AS
        SELECT window_end, count(*) AS readings, sum(value) AS total, count(*) FILTER (WHERE value > 20) AS warm
        FROM TUMBLE(TABLE both, DESCRIPTOR(event_time), INTERVAL '4' SECOND) GROUP BY window_start, window_end;
        """,
    ];

    public CityPlan(int seed)
    {
        Seed = seed;
        var random = new Random(seed);

        // Now and then a table gets so many commits that its files are merged and its log has checkpoints.
        var isOld = seed % 20 == 19;
        var first = isOld ? Filtered : random.Next(_statements.Length);
        var chosen = isOld || random.Next(3) == 0 ? [first] : new SortedSet<int> { first, random.Next(_statements.Length) };
        var text = string.Join('\n', chosen.Select(statement => _statements[statement]).Prepend(Streams));
        var compiled = SqlCompiler.Compile([new("city.sql", text)], new Dictionary<string, ReferenceTable>());
        compiled.Diagnostics.ShouldBeEmpty();
        var isUnited = chosen.Contains(United);
        Program = compiled.Program! with { Streams = [.. compiled.Program!.Streams.Where(stream => isUnited || stream.Name == "temperature")] };
        foreach (var stream in Program.Streams)
        {
            Partitions[stream.PhysicalName] = stream.Name == "temperature" ? random.Next(1, 5) : random.Next(1, 3);

            // A stream beside another may never have a record.
            Batches[stream.PhysicalName] = stream.Name == "temperature" ? random.Next(10, 25) : random.Next(3) == 0 ? 0 : random.Next(5, 20);
        }

        if (isOld)
        {
            (Partitions["temp_stream"], Batches["temp_stream"]) = (1, 90);
        }

        IsRemote = random.Next(4) == 0;
        CommitInterval = TimeSpan.FromMilliseconds(random.Next(6) switch { _ when isOld => 200, 0 => 700, 1 or 2 => 4_000, _ => 9_000 });
        CheckpointInterval = TimeSpan.FromMilliseconds(random.Next(2) == 0 ? 250 : 1_000);
        CommitRows = random.Next(6) == 0 ? 20 : 200_000;
    }

    public int Seed { get; }

    public CityProgram Program { get; }

    /// <summary>By physical stream.</summary>
    public SortedDictionary<string, int> Partitions { get; } = new(StringComparer.Ordinal);

    /// <summary>Batches that come into each partition of a physical stream, over all lives.</summary>
    public SortedDictionary<string, int> Batches { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the lake lies behind a network.</summary>
    public bool IsRemote { get; }

    public TimeSpan CommitInterval { get; }

    public TimeSpan CheckpointInterval { get; }

    public long CommitRows { get; }

    /// <summary>Full names of all tables that the city's pipelines write.</summary>
    public IEnumerable<string> TableNames =>
    [
        .. Program.Streams.SelectMany(stream => new[] { $"raw.{stream.PhysicalName}", $"raw.{stream.Name}__rejected" }),
        .. Tables.SelectMany(table => new[] { table.Table.Name, $"{table.Table.Name}__late", $"{table.Table.Name}__rejected" }),
    ];

    public IEnumerable<TablePipeline> Tables => Program.Pipelines.OfType<TablePipeline>();
}
