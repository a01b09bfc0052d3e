namespace Sensorium.Tests.RealInput;

/// <summary>Seattle's weather of the package that the build takes its weather from: by the hour in local time, and by the day.</summary>
public sealed class SeattleWeatherTests : IDisposable
{
    private readonly Bench _bench = new();

    private static string Hourly => NpmData.PathOf("seattle-weather-hourly-normals.csv");

    private static string Daily => NpmData.PathOf("seattle-weather.csv");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Local_hours_become_instants_and_the_hour_that_the_clocks_skipped_is_rejected()
    {
        var ledger = await _bench.Run("""
            CREATE STREAM hourly (time TIMESTAMP FROM 'date', pressure DOUBLE, temperature DOUBLE, wind DOUBLE,
              WATERMARK FOR time AS time - INTERVAL '1' HOUR) WITH (format = 'csv', zone = 'America/Los_Angeles');
            CREATE TABLE instants AS SELECT time, temperature FROM hourly;
            CREATE TABLE days AS SELECT window_start, count(*) AS hours, avg(temperature) AS mean, min(pressure) AS low, sum(wind) AS wind
              FROM TUMBLE(TABLE hourly, DESCRIPTOR(time), INTERVAL '1' DAY TIME ZONE 'America/Los_Angeles') GROUP BY window_start, window_end;
            """, "--input", $"hourly={Hourly}");

        ledger.Of("days").Fates().ShouldBe([8_759, 8_758, 0, 1, 0]);
        ledger.Of("days").Causes().Keys.ShouldBe(["time is a local time that the clocks skipped"]);
        _bench.Rows("SELECT decode(_value) FROM {days__rejected}")[0][0].ShouldNotBeNull().ShouldStartWith("2010-03-14T02:00:00,");

        // Daylight saving time by its rule: from 14 March 2:00 to 7 November 2:00, whose hour after 1:00 comes twice and means the first.
        const string local =
            "CASE WHEN date >= '2010-03-14 02:00' AND date < '2010-11-07 02:00' THEN INTERVAL 7 HOUR ELSE INTERVAL 8 HOUR END";
        var raw = $$"""
            (SELECT *, (date + {{local}})::TIMESTAMPTZ AS instant FROM read_csv('{{Hourly}}', types = {'date': 'TIMESTAMP', 'pressure': 'DOUBLE', 'temperature': 'DOUBLE', 'wind': 'DOUBLE'})
              WHERE date <> '2010-03-14 02:00')
            """;
        _bench.ShouldAgree("SELECT * FROM {instants} ORDER BY 1", $"SELECT instant, temperature FROM {raw} ORDER BY 1");
        _bench.ShouldAgree(
            "SELECT * FROM {days} ORDER BY 1",
            $"""
            SELECT (date_trunc('day', date) + CASE WHEN date_trunc('day', date) > '2010-03-14' AND date_trunc('day', date) <= '2010-11-07' THEN INTERVAL 7 HOUR ELSE INTERVAL 8 HOUR END)::TIMESTAMPTZ AS day,
              count(*), avg(temperature), min(pressure), sum(wind) FROM {raw} GROUP BY day ORDER BY 1
            """);
    }

    [Fact]
    public async Task Days_are_dates_and_are_filtered_computed_and_partitioned()
    {
        var ledger = await _bench.Run("""
            CREATE STREAM daily (day DATE FROM 'date' NOT NULL, rain DOUBLE FROM 'precipitation' UNIT 'mm', warmest DOUBLE FROM 'temp_max', coldest DOUBLE FROM 'temp_min', wind DOUBLE, weather VARCHAR)
              WITH (format = 'csv');
            CREATE TABLE wet_days PARTITIONED BY (weather) AS
              SELECT day, rain, (warmest + coldest) / 2 AS middle, warmest - coldest AS span, CASE WHEN rain > 20 THEN 'heavy' WHEN rain > 5 THEN 'rain' ELSE 'light' END AS kind, upper(weather) AS word, weather
              FROM daily WHERE rain > 0 AND weather <> 'sun';
            """, "--input", $"daily={Daily}");

        var raw =
            $$"""read_csv('{{Daily}}', types = {'date': 'DATE', 'precipitation': 'DOUBLE', 'temp_max': 'DOUBLE', 'temp_min': 'DOUBLE'})""";
        _bench.ShouldAgree(
            "SELECT day, rain, middle, span, kind, word, weather FROM {wet_days} ORDER BY day",
            $"""
            SELECT date, precipitation, (temp_max + temp_min) / 2, temp_max - temp_min, CASE WHEN precipitation > 20 THEN 'heavy' WHEN precipitation > 5 THEN 'rain' ELSE 'light' END,
              upper(weather), weather FROM {raw} WHERE precipitation > 0 AND weather <> 'sun' ORDER BY date
            """);
        ledger.Of("wet_days").Count("read").ShouldBe(1_461);
        ledger.Of("wet_days").Count("stored").ShouldBe(_bench.Count("wet_days"));
        ledger.Of("wet_days").Count("filtered").ShouldBe(1_461 - _bench.Count("wet_days"));
    }

    [Fact]
    public async Task A_day_alone_is_no_instant()
    {
        var ledger = await _bench.Run("""
            CREATE STREAM daily (day TIMESTAMP FROM 'date', rain DOUBLE FROM 'precipitation', WATERMARK FOR day AS day) WITH (format = 'csv', zone = 'America/Los_Angeles');
            CREATE TABLE rain AS SELECT day, rain FROM daily;
            """, "--input", $"daily={Daily}");

        ledger.Of("rain").Causes().ShouldBe(new Dictionary<string, long> { ["day is not a timestamp"] = 1_461 });
    }
}
