using System.Globalization;

namespace Sensorium.Tests.RealInput;

/// <summary>
/// Two months of a road in Aarhus: times without zone, two readings that come again six days late, and one that comes twice.
/// </summary>
[Trait("Category", "Slow")]
public sealed class RoadTrafficTests : IDisposable
{
    private const string File = "data/aarhus/AarhusTrafficData158324.stream.gz";

    private readonly Bench _bench = new();

    private static string Csv => SharedData.PathOf(File);

    private static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Path.GetDirectoryName(Csv)!, "AarhusTrafficData*.gz").Order(StringComparer.Ordinal);

    /// <summary>In the file's order. Denmark keeps summer time in August and September: two hours before UTC.</summary>
    private static string Raw => $$"""
        (SELECT row_number() OVER () AS n, (TIMESTAMP - INTERVAL 2 HOUR)::TIMESTAMPTZ AS event_time, * FROM read_csv('{{Csv}}', types = {'TIMESTAMP': 'TIMESTAMP', 'avgSpeed': 'DOUBLE'}))
        """;

    public void Dispose() => _bench.Dispose();

    [SharedTheory(File)]
    [InlineData("1' HOUR")]
    [InlineData("10' MINUTE")]
    [InlineData("7' DAY")]
    public async Task Quarters_of_an_hour_and_late_rows_equal_DuckDBs(string delay)
    {
        var ledger = await _bench.Run($"""
            {Stream("zone = 'Europe/Copenhagen'", delay)}
            CREATE TABLE quarters AS SELECT window_start, road, count(*) AS readings, sum(vehicles) AS vehicles, avg(speed) AS speed
              FROM TUMBLE(TABLE road, DESCRIPTOR(event_time), INTERVAL '15' MINUTE) GROUP BY window_start, window_end, road;
            """, "--input", $"road={Csv}");

        var judged = $"""
            (SELECT *, time_bucket(INTERVAL 15 MINUTE, event_time, TIMESTAMPTZ '1970-01-01 00:00:00+00') AS quarter,
              max(event_time) OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) - INTERVAL '{delay} AS watermark FROM {Raw})
            """;
        _bench.ShouldAgree(
            "SELECT * FROM {quarters} ORDER BY 1",
            $"""
            SELECT quarter, REPORT_ID::INT, count(*), sum(vehicleCount)::BIGINT, avg(avgSpeed) FROM {judged}
            WHERE watermark IS NULL OR quarter + INTERVAL 15 MINUTE > watermark GROUP BY ALL ORDER BY 1
            """);
        var late = _bench.Rows($"SELECT _id::VARCHAR, watermark FROM {judged} WHERE quarter + INTERVAL 15 MINUTE <= watermark ORDER BY n");
        late.Count.ShouldBe(delay == "7' DAY" ? 0 : 2);
        ledger.Of("quarters").Fates().ShouldBe([16_939, 16_939 - late.Count, 0, 0, late.Count]);
        if (late.Count > 0)
        {
            _bench.Rows("SELECT split_part(decode(_value), ',', 8), watermark FROM {quarters__late} ORDER BY _position").ShouldBe(late);
        }
    }

    [SharedFact(File)]
    public async Task A_time_without_zone_is_rejected_where_none_is_declared()
    {
        var ledger = await _bench.Run(
            $"""
            {Stream("ahead = '5 min'", "1' HOUR")}
            CREATE TABLE speeds AS SELECT road, speed, event_time FROM road;
            """,
            "--input", $"road={Csv}");

        ledger.Of("speeds").Fates().ShouldBe([16_939, 0, 0, 16_939, 0]);
        ledger.Of("speeds").Causes().Keys.ShouldBe(["event_time has no time zone, and the column declares none"]);
        _bench.Count("speeds__rejected").ShouldBe(16_939);
        _bench.Rows("SELECT decode(_value) FROM {speeds__rejected} ORDER BY _position LIMIT 1")[0][0].ShouldBe(
            "OK,74,50,668,74,2014-08-01T07:50:00,5,20746220,158324");
    }

    [SharedFact(File)]
    public async Task Readings_that_come_again_are_duplicates_and_count_once()
    {
        var ledger = await _bench.Run($"""
            {Stream("zone = 'Europe/Copenhagen'", "7' DAY")}
            CREATE TABLE readings AS SELECT reading, event_time, speed FROM DEDUP(TABLE road, DESCRIPTOR(reading), INTERVAL '1' HOUR);
            CREATE TABLE hours AS SELECT window_start, count(*) AS readings, sum(vehicles) AS vehicles, avg(speed) AS speed
              FROM TUMBLE(TABLE(DEDUP(TABLE road, DESCRIPTOR(reading), INTERVAL '1' HOUR)), DESCRIPTOR(event_time), INTERVAL '1' HOUR) GROUP BY window_start, window_end;
            """, "--input", $"road={Csv}");

        var once = $"(SELECT * FROM {Raw} QUALIFY row_number() OVER (PARTITION BY _id ORDER BY n) = 1)";
        var kept = long.Parse(_bench.Rows($"SELECT count(*) FROM {once}")[0][0]!, CultureInfo.InvariantCulture);
        kept.ShouldBeLessThan(16_939);
        foreach (var table in new[] { "readings", "hours" })
        {
            ledger.Of(table).Fates().ShouldBe([16_939, kept, 0, 0, 0]);
            ledger.Of(table).Count("duplicate").ShouldBe(16_939 - kept);
        }

        _bench.ShouldAgree("SELECT * FROM {readings} ORDER BY 1", $"SELECT _id::BIGINT, event_time, avgSpeed FROM {once} ORDER BY 1");
        _bench.ShouldAgree(
            "SELECT * FROM {hours} ORDER BY 1",
            $"SELECT date_trunc('hour', event_time) AS hour, count(*), sum(vehicleCount)::BIGINT, avg(avgSpeed) FROM {once} GROUP BY hour "
                + $"ORDER BY 1");
    }

    [SharedTheory(File)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_reading_every_ten_minutes_is_the_one_that_a_plain_loop_keeps(int roads)
    {
        var files = Files.Take(roads).ToList();
        var sql = $"""
            {Stream("zone = 'Europe/Copenhagen'", "7' DAY")}
            CREATE TABLE thinned AS SELECT road, reading FROM DEDUP(TABLE road, DESCRIPTOR(road), INTERVAL '10' MINUTE);
            """;
        var ledger = await _bench.Run(sql, [.. files.SelectMany(file => new[] { "--input", $"road={file}" })]);

        // Of one file in its own order; of several by (time, position) of each road.
        var expected = new List<string?[]>();
        foreach (var file in files)
        {
            var rows = _bench.Rows(
                $$"""SELECT REPORT_ID::VARCHAR, _id::VARCHAR, epoch(TIMESTAMP)::BIGINT FROM read_csv('{{file}}', types = {'TIMESTAMP': 'TIMESTAMP'})""")
                .Select(row => (Road: row[0], Reading: row[1], Time: long.Parse(row[2]!, CultureInfo.InvariantCulture)));
            var kept = new List<long>();
            foreach (var (road, reading, time) in roads == 1 ? rows : rows.OrderBy(row => row.Time))
            {
                if (!kept.Any(other => Math.Abs(other - time) <= 600))
                {
                    kept.Add(time);
                    expected.Add([road, reading]);
                }
            }
        }

        _bench.Rows("SELECT road::VARCHAR, reading::VARCHAR FROM {thinned} ORDER BY ALL").ShouldBe(
            expected.OrderBy(row => row[0], StringComparer.Ordinal).ThenBy(row => row[1], StringComparer.Ordinal));
        ledger.Of("thinned").Count("stored").ShouldBe(expected.Count);
        ledger.Of("thinned").Count("duplicate").ShouldBe(ledger.Of("thinned").Count("read") - expected.Count);
    }

    [SharedFact(File)]
    public async Task Many_roads_are_as_many_partitions()
    {
        var files = Files.Take(5).ToList();
        var ledger = await _bench.Run(
            $"""
            {Stream("zone = 'Europe/Copenhagen'", "7' DAY")}
            CREATE TABLE days AS SELECT window_start, count(*) AS readings, avg(speed) AS speed, max(vehicles) AS vehicles, min(road) AS first_road
              FROM TUMBLE(TABLE road, DESCRIPTOR(event_time), INTERVAL '1' DAY TIME ZONE 'Europe/Copenhagen') GROUP BY window_start, window_end;
            """,
            [.. files.SelectMany(file => new[] { "--input", $"road={file}" })]);

        var all = $"read_csv([{string.Join(", ", files.Select(file => $"'{file}'"))}], types = {{'TIMESTAMP': 'TIMESTAMP', 'avgSpeed': "
            + $"'DOUBLE'}})";
        _bench.ShouldAgree(
            "SELECT * FROM {days} ORDER BY 1",
            $"""
            SELECT (date_trunc('day', TIMESTAMP) - INTERVAL 2 HOUR)::TIMESTAMPTZ AS day, count(*), avg(avgSpeed), max(vehicleCount)::INT, min(REPORT_ID)::INT
            FROM {all} GROUP BY day ORDER BY 1
            """);
        ledger.Of("days").Count("stored")
            .ShouldBe(long.Parse(_bench.Rows($"SELECT count(*) FROM {all}")[0][0]!, CultureInfo.InvariantCulture));
    }

    private static string Stream(string option, string delay) => $"""
        CREATE STREAM road (road INT FROM 'REPORT_ID', reading BIGINT FROM '_id', speed DOUBLE FROM 'avgSpeed', vehicles INT FROM 'vehicleCount', event_time TIMESTAMP FROM 'TIMESTAMP',
          WATERMARK FOR event_time AS event_time - INTERVAL '{delay}) WITH (format = 'csv', {option});
        """;
}
