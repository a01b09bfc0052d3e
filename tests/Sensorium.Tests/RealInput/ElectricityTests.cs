namespace Sensorium.Tests.RealInput;

/// <summary>Three years of half-hourly demand in Victoria, compressed, with days of 23 and 25 hours.</summary>
[Trait("Category", "Slow")]
public sealed class ElectricityTests : IDisposable
{
    private const string File = "data/vic_elec.csv.gz";

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [SharedFact(File)]
    public async Task Local_days_and_rolling_hours_equal_DuckDBs()
    {
        var csv = SharedData.PathOf(File);
        var ledger = await _bench.Run("""
            CREATE STREAM demand (time TIMESTAMP FROM 'time_utc', demand DOUBLE FROM 'demand_mwh' UNIT 'MWh', temperature DOUBLE FROM 'temperature_c', holiday BOOLEAN,
              WATERMARK FOR time AS time - INTERVAL '30' MINUTE) WITH (format = 'csv');
            CREATE TABLE days AS SELECT window_start, window_end, count(*) AS readings, sum(demand) AS demand, avg(demand) AS mean, max(temperature) AS hottest,
                count(*) FILTER (WHERE holiday) AS holidays
              FROM TUMBLE(TABLE demand, DESCRIPTOR(time), INTERVAL '1' DAY TIME ZONE 'Australia/Melbourne') GROUP BY window_start, window_end;
            CREATE TABLE hours AS SELECT window_end, avg(demand) AS mean, min(demand) AS low
              FROM HOP(TABLE demand, DESCRIPTOR(time), INTERVAL '30' MINUTE, INTERVAL '4' HOUR) GROUP BY window_start, window_end;
            CREATE TABLE peaks AS SELECT time, round(demand) AS demand, extract(HOUR FROM time) AS hour FROM demand WHERE demand > 8500;
            """, "--input", $"demand={csv}");

        ledger.Of("days").Fates().ShouldBe([52_608, 52_608, 0, 0, 0]);
        var raw =
            $$"""read_csv('{{csv}}', types = {'time_utc': 'TIMESTAMPTZ', 'demand_mwh': 'DOUBLE', 'temperature_c': 'DOUBLE', 'holiday': 'BOOLEAN'})""";
        _bench.ShouldAgree(
            "SELECT * FROM {days} ORDER BY 1",
            $"""
            SELECT timezone('Australia/Melbourne', day), timezone('Australia/Melbourne', day + INTERVAL 1 DAY), count(*), sum(demand_mwh), avg(demand_mwh), max(temperature_c),
              count(*) FILTER (WHERE holiday)
            FROM (SELECT *, date_trunc('day', timezone('Australia/Melbourne', time_utc)) AS day FROM {raw}) GROUP BY day ORDER BY 1
            """);
        _bench.Rows("SELECT readings, count(*) FROM {days} GROUP BY 1 ORDER BY 1").ShouldBe([["46", "3"], ["48", "1090"], ["50", "3"]]);
        _bench.ShouldAgree(
            "SELECT * FROM {hours} ORDER BY 1",
            $"""
            SELECT closing, avg(demand_mwh), min(demand_mwh) FROM (
              SELECT *, time_bucket(INTERVAL 30 MINUTE, time_utc, TIMESTAMPTZ '1970-01-01 00:00:00+00') + (k + 1) * INTERVAL 30 MINUTE AS closing FROM {raw}, range(8) AS hops(k))
            GROUP BY closing ORDER BY 1
            """);
        _bench.ShouldAgree(
            "SELECT * FROM {peaks} ORDER BY 1",
            $"SELECT time_utc, round(demand_mwh), extract(hour FROM time_utc) FROM {raw} WHERE demand_mwh > 8500 ORDER BY 1");
    }
}
