using System.Globalization;

namespace Sensorium.Tests.RealInput;

/// <summary>
/// A year of hourly weather at three airports: one airport after the other in one file, <c>NA</c> for null, one wind of 1048 miles an hour.
/// </summary>
[Trait("Category", "Slow")]
public sealed class AirportWeatherTests : IDisposable
{
    private const string File = "data/nyc_weather_2013.csv";

    private readonly Bench _bench = new();

    private static string Csv => SharedData.PathOf(File);

    /// <summary>What the pipelines accept, by DuckDB's reading: in the file's order, with its line numbers.</summary>
    private static string Accepted => $$"""
        (SELECT * FROM (SELECT row_number() OVER () AS n, * FROM read_csv('{{Csv}}', nullstr = 'NA', types = {'time_hour': 'TIMESTAMPTZ', 'temp': 'DOUBLE', 'humid': 'DOUBLE',
          'wind_speed': 'DOUBLE', 'pressure': 'DOUBLE'})) WHERE wind_speed IS NULL OR wind_speed < 200)
        """;

    public void Dispose() => _bench.Dispose();

    [SharedFact(File)]
    public async Task Windows_filters_and_projections_equal_DuckDBs()
    {
        var ledger = await _bench.Run($"""
            {Stream("400' DAY")}
            CREATE TABLE daily AS SELECT window_start, window_end, origin, count(*) AS readings, count(temp) AS temps, avg(temp) AS mean, sum(wind_speed) AS wind,
                min(pressure) AS low, max(pressure) AS high, avg(humid) FILTER (WHERE wind_speed > 10) AS windy_humidity
              FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY) GROUP BY window_start, window_end, origin;
            CREATE TABLE local_days AS SELECT window_start, origin, count(*) AS readings, avg(temp) AS mean
              FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY TIME ZONE 'America/New_York') GROUP BY window_start, window_end, origin;
            CREATE TABLE half_days AS SELECT window_start, window_end, count(*) AS readings, avg(wind_speed) AS wind, first(temp) AS opened, last(temp) AS closed
              FROM HOP(TABLE weather, DESCRIPTOR(event_time), INTERVAL '3' HOUR, INTERVAL '12' HOUR) WHERE origin = 'JFK' GROUP BY window_start, window_end;
            CREATE TABLE storms AS SELECT origin, event_time, wind_speed * 0.44704 AS metres_a_second, CASE WHEN wind_speed >= 40 THEN 'storm' ELSE 'gale' END AS kind
              FROM weather WHERE wind_speed >= 34 AND temp IS NOT NULL;
            CREATE TABLE freezing AS SELECT window_start, origin, sum(temp) AS total
              FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY) GROUP BY window_start, window_end, origin HAVING max(temp) < 32;
            """, "--input", $"weather={Csv}");

        ledger.Of("daily").Fates().ShouldBe([26_115, 26_114, 0, 1, 0]);
        ledger.Of("daily").Causes().ShouldBe(new Dictionary<string, long> { ["wind_speed fails CHECK (wind_speed < 200)"] = 1 });
        _bench.ShouldAgree(
            "SELECT * FROM {daily} ORDER BY origin, window_start",
            $"""
            SELECT date_trunc('day', time_hour) AS window_start, date_trunc('day', time_hour) + INTERVAL 1 DAY, origin, count(*), count(temp), avg(temp), sum(wind_speed),
              min(pressure), max(pressure), avg(humid) FILTER (WHERE wind_speed > 10) FROM {Accepted} GROUP BY ALL ORDER BY origin, window_start
            """);
        _bench.ShouldAgree(
            "SELECT * FROM {local_days} ORDER BY origin, window_start",
            $"""
            SELECT timezone('America/New_York', date_trunc('day', timezone('America/New_York', time_hour))) AS day, origin, count(*), avg(temp)
            FROM {Accepted} GROUP BY ALL ORDER BY origin, day
            """);
        _bench.ShouldAgree(
            "SELECT * FROM {half_days} ORDER BY window_start",
            $"""
            SELECT opening, opening + INTERVAL 12 HOUR, count(*), avg(wind_speed), arg_min_null(temp, (time_hour, n)), arg_max_null(temp, (time_hour, n)) FROM (
              SELECT *, time_bucket(INTERVAL 3 HOUR, time_hour, TIMESTAMPTZ '1970-01-01 00:00:00+00') - k * INTERVAL 3 HOUR AS opening FROM {Accepted}, range(4) AS hops(k) WHERE origin = 'JFK')
            GROUP BY ALL ORDER BY opening
            """);
        ledger.Of("storms").Count("filtered").ShouldBe(26_114 - _bench.Count("storms"));
        _bench.ShouldAgree(
            "SELECT * FROM {storms} ORDER BY origin, event_time",
            $"""
            SELECT origin, time_hour, wind_speed * 0.44704::DOUBLE, CASE WHEN wind_speed >= 40 THEN 'storm' ELSE 'gale' END FROM {Accepted}
            WHERE wind_speed >= 34 AND temp IS NOT NULL ORDER BY origin, time_hour
            """);
        _bench.ShouldAgree(
            "SELECT * FROM {freezing} ORDER BY origin, window_start",
            $"SELECT date_trunc('day', time_hour) AS day, origin, sum(temp) FROM {Accepted} GROUP BY ALL HAVING max(temp) < 32 ORDER BY "
                + $"origin, day");
        ledger.Of("freezing").Count("filtered").ShouldBeGreaterThan(20_000, "the readings of groups that HAVING dropped");
    }

    [SharedFact(File)]
    public async Task The_wind_of_1048_miles_an_hour_ends_rejected_or_filtered_with_its_reason_and_in_no_average()
    {
        var ledger = await _bench.Run($"""
            {Stream("400' DAY")}
            CREATE STREAM unchecked (origin VARCHAR, wind_speed DOUBLE, event_time TIMESTAMP FROM 'time_hour',
              WATERMARK FOR event_time AS event_time - INTERVAL '400' DAY) WITH (format = 'csv', nulls = 'NA');
            CREATE TABLE checked AS SELECT window_start, origin, avg(wind_speed) AS wind, max(wind_speed) AS top
              FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY) GROUP BY window_start, window_end, origin;
            CREATE VIEW plausible AS SELECT * FROM unchecked
              WHERE wind_speed IS NULL OR wind_speed < 200;
            CREATE TABLE filtered AS SELECT window_start, origin, avg(wind_speed) AS wind, max(wind_speed) AS top
              FROM TUMBLE(TABLE plausible, DESCRIPTOR(event_time), INTERVAL '1' DAY) GROUP BY window_start, window_end, origin;
            """, "--input", $"weather={Csv}", "--input", $"unchecked={Csv}");

        ledger.Of("checked").Fates().ShouldBe([26_115, 26_114, 0, 1, 0]);
        ledger.Of("filtered").Fates().ShouldBe([26_115, 26_114, 1, 0, 0]);
        var cause = ledger.Of("filtered")["causes"]!.AsArray().Single()!;
        ((string)cause["file"]!).ShouldEndWith("run.sql");
        ((int)cause["line"]!).ShouldBe(8);
        ((string)cause["text"]!).ShouldContain("wind_speed");
        var rejected = _bench.Rows("SELECT reason, _position, decode(_value) FROM {checked__rejected}").ShouldHaveSingleItem();
        rejected[0].ShouldBe("wind_speed fails CHECK (wind_speed < 200)");
        var line = System.IO.File.ReadLines(Csv).ElementAt(1010);
        rejected[2].ShouldBe(line);
        rejected[1].ShouldBe(
            System.IO.File.ReadLines(Csv).Take(1010).Sum(before => before.Length + 1).ToString(CultureInfo.InvariantCulture),
            "its first byte");
        _bench.ShouldAgree(
            "SELECT * FROM {checked} ORDER BY origin, window_start", "SELECT * FROM {filtered} ORDER BY origin, window_start");
        double.Parse(_bench.Rows("SELECT max(top) FROM {checked}")[0][0]!, CultureInfo.InvariantCulture).ShouldBeLessThan(60);
    }

    [SharedFact(File)]
    public async Task Rows_behind_the_watermark_are_late_as_their_prefix_maximum_says()
    {
        // One airport's year stands behind another's: with a delay of two days nearly all of the second and third are late.
        var ledger = await _bench.Run($"""
            {Stream("2' DAY")}
            CREATE TABLE daily AS SELECT window_start, origin, count(*) AS readings, avg(temp) AS mean
              FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY) GROUP BY window_start, window_end, origin;
            CREATE TABLE weeks AS SELECT window_start, origin, count(*) AS readings, avg(temp) AS mean
              FROM HOP(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY, INTERVAL '7' DAY) GROUP BY window_start, window_end, origin;
            CREATE TABLE all_of_it AS SELECT origin, event_time FROM weather;
            """, "--input", $"weather={Csv}");

        var judged = $"""
            (SELECT *, max(time_hour) OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) - INTERVAL 2 DAY AS watermark FROM {Accepted})
            """;
        var late = long.Parse(
            _bench.Rows($"SELECT count(*) FROM {judged} WHERE date_trunc('day', time_hour) + INTERVAL 1 DAY <= watermark")[0][0]!,
            CultureInfo.InvariantCulture);
        late.ShouldBeGreaterThan(17_000);
        ledger.Of("daily").Fates().ShouldBe([26_115, 26_114 - late, 0, 1, late]);
        _bench.ShouldAgree(
            "SELECT origin, event_time, watermark FROM (SELECT split_part(decode(_value), ',', 1) AS origin, event_time, watermark FROM "
                + "{daily__late}) ORDER BY ALL",
            $"SELECT origin, time_hour, watermark FROM {judged} WHERE date_trunc('day', time_hour) + INTERVAL 1 DAY <= watermark ORDER BY "
                + $"ALL");
        _bench.ShouldAgree(
            "SELECT * FROM {daily} ORDER BY origin, window_start",
            $"""
            SELECT date_trunc('day', time_hour) AS day, origin, count(*), avg(temp) FROM {judged}
            WHERE watermark IS NULL OR date_trunc('day', time_hour) + INTERVAL 1 DAY > watermark GROUP BY ALL ORDER BY origin, day
            """);

        // A hopping window takes a row that is late for others.
        var hops = $"(SELECT *, date_trunc('day', time_hour) - k * INTERVAL 1 DAY AS opening FROM {judged}, range(7) AS hops(k))";
        _bench.ShouldAgree(
            "SELECT * FROM {weeks} ORDER BY origin, window_start",
            $"SELECT opening, origin, count(*), avg(temp) FROM {hops} WHERE watermark IS NULL OR opening + INTERVAL 7 DAY > watermark "
                + $"GROUP BY ALL ORDER BY origin, opening");
        ledger.Of("weeks").Count("late").ShouldBe(
            long.Parse(
                _bench.Rows($"SELECT count(*) FROM {judged} WHERE date_trunc('day', time_hour) + INTERVAL 7 DAY <= watermark")[0][0]!,
                CultureInfo.InvariantCulture));

        ledger.Of("all_of_it").Count("late").ShouldBe(0, "nothing is late where no time operator asks");
    }

    [SharedFact(File)]
    public async Task Each_file_is_a_partition_with_a_watermark_of_its_own()
    {
        var lines = System.IO.File.ReadAllLines(Csv);
        var inputs = new[] { "EWR", "JFK", "LGA" }.SelectMany(origin => new[]
        {
            "--input",
            $"weather={_bench.Write($"{origin}.csv", string.Join('\n', lines.Where((line, i) => i == 0 || line.StartsWith(origin, StringComparison.Ordinal))))}",
        });
        var ledger = await _bench.Run($"""
            {Stream("1' HOUR")}
            CREATE TABLE daily AS SELECT window_start, origin, count(*) AS readings, avg(temp) AS mean
              FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY) GROUP BY window_start, window_end, origin;
            CREATE TABLE partitions AS SELECT _partition, origin FROM weather;
            """, [.. inputs]);

        ledger.Of("daily").Fates().ShouldBe([26_115, 26_114, 0, 1, 0]);
        _bench.ShouldAgree(
            "SELECT * FROM {daily} ORDER BY origin, window_start",
            $"SELECT date_trunc('day', time_hour) AS day, origin, count(*), avg(temp) FROM {Accepted} GROUP BY ALL ORDER BY origin, day");
        _bench.Rows("SELECT DISTINCT _partition, origin FROM {partitions} ORDER BY 1").ShouldBe([["0", "EWR"], ["1", "JFK"], ["2", "LGA"]]);
    }

    private static string Stream(string delay) => $"""
        CREATE STREAM weather (origin VARCHAR NOT NULL, temp DOUBLE, humid DOUBLE, wind_speed DOUBLE CHECK (wind_speed < 200), pressure DOUBLE, event_time TIMESTAMP FROM 'time_hour',
          WATERMARK FOR event_time AS event_time - INTERVAL '{delay}) WITH (format = 'csv', nulls = 'NA');
        """;
}
