using Sensorium.Engine.Expressions;
using System.Text;
using Sensorium.Core;
using Sensorium.Engine.References;
using Sensorium.Sql;
using Sensorium.Sql.Plan;

namespace Sensorium.Simulation.Pipelines;

/// <summary>What a seed's city has: streams with partitions, statements over them, and how it is run.</summary>
internal sealed class CityPlan
{
    /// <summary>Of <c>{0}</c> seconds partitions of temperature are idle, of <c>{1}</c> those of humidity.</summary>
    private static readonly CompositeFormat _streams = CompositeFormat.Parse("""
        CREATE STREAM temperature (
          device_id  VARCHAR NOT NULL,
          value      DOUBLE CHECK (value BETWEEN -90 AND 60),
          n          BIGINT,
          event_time TIMESTAMP FROM 'timestamp',
          WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND
        ) WITH (stream = 'temp_stream', idle = '{0} s');

        CREATE STREAM humidity (
          device_id  VARCHAR NOT NULL,
          value      DOUBLE CHECK (value BETWEEN -90 AND 60),
          n          BIGINT,
          event_time TIMESTAMP FROM 'timestamp',
          WATERMARK FOR event_time AS event_time - INTERVAL '1' SECOND
        ) WITH (stream = 'hum_stream', idle = '{1} s');

        CREATE VIEW both AS SELECT device_id, value, event_time FROM temperature UNION ALL SELECT device_id, value, event_time FROM humidity WHERE value < 50;
        """);

    /// <summary>Versions of the reference table, the first of which the city begins with.</summary>
    public static readonly IReadOnlyList<string> Places =
    [
        "device_id,place\nd0,hall\nd1,yard\n", "device_id,place\nd0,yard\n", "device_id,place\nd1,attic\nd0,hall\nd1,hall\n",
    ];

    private const int Filtered = 2;
    private const int United = 3;
    private const int Alarmed = 7;

    private static readonly string[] _statements =
    [
        """
        CREATE TABLE tumbled PARTITIONED BY (device_id) AS
        SELECT window_start, device_id, count(*) AS readings, sum(value) AS total, avg(n) AS mean, min(value) AS low, last_value(n) AS newest
        FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '5' SECOND) GROUP BY window_start, window_end, device_id;
        """,
        """
        CREATE TABLE hopped AS
        SELECT window_start, n % 7 AS bucket, count(value) AS readings, avg(value) AS mean, max(device_id) AS device, 60 / (count(*) - 3) AS share
        FROM HOP(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '3' SECOND, INTERVAL '9' SECOND)
        WHERE value < 40 GROUP BY window_start, window_end, n % 7 HAVING count(*) > 1;
        """,
        "CREATE TABLE filtered PARTITIONED BY (day) AS SELECT CAST(event_time AS DATE) AS day, device_id, value, 100 / n AS share FROM "
            + "temperature WHERE value > 0;",
        """
        CREATE TABLE united AS
        SELECT window_end, count(*) AS readings, sum(value) AS total, count(*) FILTER (WHERE value > 20) AS warm
        FROM TUMBLE(TABLE both, DESCRIPTOR(event_time), INTERVAL '4' SECOND) GROUP BY window_start, window_end;
        """,
        """
        CREATE TABLE deduped AS SELECT device_id, n, value, event_time FROM DEDUP(TABLE temperature, DESCRIPTOR(device_id, n), INTERVAL '6' SECOND);
        CREATE TABLE deduped_here AS
        SELECT window_start, count(*) AS kept
        FROM TUMBLE(TABLE(DEDUP(TABLE temperature, DESCRIPTOR(_partition, device_id), INTERVAL '1' SECOND)), DESCRIPTOR(event_time), INTERVAL '5' SECOND)
        GROUP BY window_start, window_end;
        """,
        """
        CREATE VIEW placed AS SELECT t.device_id, t.value, t.event_time, p.place FROM temperature AS t JOIN places AS p ON t.device_id = p.device_id;
        CREATE TABLE by_place AS
        SELECT window_start, place, count(*) AS readings, first_value(value) AS oldest, last_value(value) AS newest
        FROM TUMBLE(TABLE placed, DESCRIPTOR(event_time), INTERVAL '4' SECOND) GROUP BY window_start, window_end, place;
        """,
        """
        CREATE VIEW threes AS
        SELECT window_time, device_id, sum(value) AS total, count(*) AS n
        FROM HOP(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '1' SECOND, INTERVAL '3' SECOND)
        GROUP BY window_start, window_end, window_time, device_id HAVING count(*) > 1;
        CREATE VIEW cascaded AS
        SELECT window_time, device_id, total FROM threes
        UNION ALL
        SELECT window_time, device_id, sum(value) AS total
        FROM TUMBLE(TABLE(DEDUP(TABLE temperature, DESCRIPTOR(device_id, n), INTERVAL '2' SECOND)), DESCRIPTOR(event_time), INTERVAL '4' SECOND)
        GROUP BY window_start, window_end, window_time, device_id;
        CREATE TABLE in_steps AS
        SELECT window_start, count(*) AS rows, sum(total) AS total, first_value(device_id) AS first, last_value(total) AS last
        FROM TUMBLE(TABLE(DEDUP(TABLE cascaded, DESCRIPTOR(device_id, total), INTERVAL '1' SECOND)), DESCRIPTOR(window_time), INTERVAL '6' SECOND)
        GROUP BY window_start, window_end;
        """,
        """
        CREATE ALERT hot TO people SEVERITY 'high' KEY (device_id) FOR INTERVAL '2' SECOND UNTIL value < 20 AS
        SELECT device_id, value, event_time FROM both WHERE value > 0;
        CREATE ALERT cold TO people KEY (device_id) AS SELECT device_id, value, n, event_time FROM temperature WHERE value < -20;
        """,
    ];

    public CityPlan(int seed)
    {
        Seed = seed;
        var random = new Random(seed);

        // Now and then a table gets so many commits that its files are merged and its log has checkpoints.
        var isOld = seed % 20 >= 18;
        var first = isOld ? Filtered : random.Next(_statements.Length);
        var chosen = isOld || random.Next(3) == 0 ? [first] : new SortedSet<int> { first, random.Next(_statements.Length) };
        var streams = string.Format(null, _streams, random.Next(3) == 0 ? 5 : 1, random.Next(3) == 0 ? 4 : 1);
        var text = string.Join('\n', chosen.Select(statement => _statements[statement]).Prepend(streams));
        var places = ReferenceTables.Parse("places", CityLife.Places, Encoding.UTF8.GetBytes(Places[0]));
        var compiled = new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [new("city.sql", text)], new Dictionary<string, ReferenceTable> { ["places"] = places });
        compiled.Diagnostics.ShouldBeEmpty();
        var isUnited = chosen.Contains(United) || chosen.Contains(Alarmed);
        Program = compiled.Program! with
        {
            Streams = [.. compiled.Program!.Streams.Where(stream => isUnited || stream.Name == "temperature")],
        };
        foreach (var stream in Program.Streams)
        {
            Partitions[stream.PhysicalName] = stream.Name == "temperature" ? random.Next(1, 5) : random.Next(1, 3);

            // A stream beside another may never have a record.
            Batches[stream.PhysicalName] = stream.Name == "temperature" ? random.Next(10, 25) : random.Next(3) == 0
                ? 0
                : random.Next(5, 20);
        }

        // One whose lake is behind a network, and one whose tables lie on its disk.
        IsRemote = isOld ? seed % 20 == 18 : random.Next(4) == 0;
        HasScratchDevice = random.Next(3) == 0;
        CommitInterval = TimeSpan.FromMilliseconds(random.Next(6) switch { _ when isOld => 200, 0 => 700, 1 or 2 => 4_000, _ => 9_000 });
        CheckpointInterval = TimeSpan.FromMilliseconds(random.Next(2) == 0 ? 250 : 1_000);
        CommitRows = random.Next(6) == 0 ? 20 : 200_000;
        if (random.Next(2) == 0)
        {
            // Three segments or four of a partition, of which it comes to six and more.
            Batches["temp_stream"] = random.Next(30, 50);
            RetentionBytes = random.Next(4) > 0 ? Partitions["temp_stream"] * 12_000 : null;
            RetentionAge = random.Next(4) > 0 ? TimeSpan.FromSeconds(random.Next(5, 60)) : null;
        }

        if (isOld)
        {
            (Partitions["temp_stream"], Batches["temp_stream"], RetentionBytes) = (1, 120, null);
        }

        Off = isOld ? TimeSpan.FromDays(40) : random.Next(2) == 0 ? TimeSpan.FromHours(random.Next(2, 30)) : TimeSpan.Zero;
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

    /// <summary>Whether what DuckDB writes lies on another device than the lake, so that it has to be copied there.</summary>
    public bool HasScratchDevice { get; }

    /// <summary>Of the log of temperature; null for no limit.</summary>
    public long? RetentionBytes { get; }

    /// <summary>Of all logs; null for no limit.</summary>
    public TimeSpan? RetentionAge { get; }

    /// <summary>How long the machine rests before its last life but one.</summary>
    public TimeSpan Off { get; }

    /// <summary>Full names of all tables that the city's pipelines write.</summary>
    public IEnumerable<string> TableNames =>
    [
        .. Program.Streams.SelectMany(stream => new[] { $"raw.{stream.PhysicalName}", $"raw.{stream.Name}__rejected" }),
        .. Program.Pipelines.SelectMany(TablesOf).Distinct(),
    ];

    /// <summary>Whether its pipelines raise alerts.</summary>
    public bool HasAlerts => Program.Pipelines.OfType<AlertPipeline>().Any();

    private static IEnumerable<string> TablesOf(PipelineDefinition pipeline)
    {
        var (table, name) = pipeline is TablePipeline { Table.Name: var own }
            ? (own, own)
            : (AlertTable.Name, $"processed.{((AlertPipeline)pipeline).Name}");
        return [table, $"{name}__late", $"{name}__rejected"];
    }
}
