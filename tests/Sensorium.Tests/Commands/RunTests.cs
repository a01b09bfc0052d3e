using System.Collections;
using System.Text.Json.Nodes;
using Sensorium.CommandLine;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Tests.Commands;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_example_gives_its_rows_and_a_balanced_ledger()
    {
        var example = Repository.Path("examples", "temperature");
        var ran = await Sensorium(
            "run",
            Path.Combine(example, "temperature.sql"),
            "--input",
            $"temperature={Path.Combine(example, "readings.ndjson")}",
            "--output", _folder.Path, "--now", "2026-05-04T12:05:00Z", "--format", "json");
        ran.Error.ShouldNotContain("error");
        ran.ExitCode.ShouldBe(0);
        var ledger = JsonNode.Parse(ran.Output)!;
        ((bool)ledger["balanced"]!).ShouldBeTrue();
        var pipeline = ledger["pipelines"]![0]!;
        ((int)pipeline["read"]!, (int)pipeline["stored"]!, (int)pipeline["filtered"]!, (int)pipeline["rejected"]!,
            (int)pipeline["late"]!).ShouldBe((8, 4, 1, 2, 1));
        var rows = await Sensorium("query", "SELECT device_id, readings, mean, low, high, day FROM t ORDER BY window_start, device_id",
            "--table", $"t={_folder.Path}/temperature_by_minute", "--format", "csv");
        rows.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            "device_id,readings,mean,low,high,day",
            "temp_sensor_001,2,22.0,21.5,22.5,2026-05-04",
            "temp_sensor_002,1,19.25,19.25,19.25,2026-05-04",
            "temp_sensor_001,1,23.0,23.0,23.0,2026-05-04",
        ]);
        var late = await Sensorium(
            "query",
            "SELECT CAST(_value AS VARCHAR) AS record, watermark FROM t",
            "--table",
            $"t={_folder.Path}/temperature_by_minute__late",
            "--format",
            "csv");
        late.Output.ShouldContain("12:00:59");
    }

    [Fact]
    public async Task Reference_tables_DEDUP_and_alerts_run_over_files()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "city", "reference"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "city", "pipelines"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "city", "reference", "sites.csv"), "device,site\na,Hisingen\n");
        var sql = Path.Combine(_folder.Path, "city", "pipelines", "city.sql");
        await File.WriteAllTextAsync(sql, """
            CREATE STREAM s (device VARCHAR, value DOUBLE, event_time TIMESTAMP FROM 't', WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND) WITH (format = 'json');
            CREATE TABLE once AS SELECT device, value FROM DEDUP(TABLE s, DESCRIPTOR(device), INTERVAL '30' SECOND);
            CREATE VIEW placed AS SELECT s.device, s.value, s.event_time, sites.site FROM s LEFT JOIN sites ON s.device = sites.device;
            CREATE ALERT hot TO people KEY (device) UNTIL value < 40 AS SELECT site, value FROM placed WHERE value > 45;
            CREATE ALERT cold TO people KEY (device) AS SELECT site, value FROM placed WHERE value < 5;
            """);
        var input = Path.Combine(_folder.Path, "s.ndjson");
        await File.WriteAllTextAsync(input, """
            {"device":"a","value":50,"t":"2026-05-04T12:00:00Z"}
            {"device":"b","value":1,"t":"2026-05-04T12:00:01Z"}
            {"device":"a","value":42,"t":"2026-05-04T12:00:02Z"}
            {"device":"a","value":20,"t":"2026-05-04T12:00:03Z"}
            """);
        var output = Path.Combine(_folder.Path, "out");
        string[] run = ["run", sql, "--input", $"s={input}", "--output", output, "--now", "2026-05-05T00:00:00Z"];
        foreach (var more in new string[][] { [], ["--overwrite"] })
        {
            var ran = await Sensorium([.. run, .. more]);
            ran.ExitCode.ShouldBe(0, ran.Error);
            ran.Error.ShouldContain($"alert.hot → {output}/alerts");
        }

        var again = await Sensorium(run);
        again.ExitCode.ShouldBe(1);
        again.Error.ShouldContain("SN1020");
        var once = await Sensorium(
            "query", "SELECT device, value FROM t ORDER BY device", "--table", $"t={output}/once", "--format", "csv");
        once.Output.ShouldBe("device,value\na,50.0\nb,1.0\n");
        var alerts = await Sensorium(
            "query", "SELECT alert, event, details FROM t ORDER BY event_time", "--table", $"t={output}/alerts", "--format", "json");
        var rows = JsonNode.Parse(alerts.Output)!.AsArray().Select(row => $"{row!["alert"]} {row["event"]} {row["details"]}");
        rows.ShouldBe(
        [
            "hot raised {\"site\":\"Hisingen\",\"value\":50}",
            "cold raised {\"site\":null,\"value\":1}",
            "hot cleared {\"site\":\"Hisingen\",\"value\":20}",
        ]);
    }

    [SharedFact("data/nyc_weather_2013.csv")]
    public async Task A_year_of_real_weather_equals_what_DuckDB_computes()
    {
        var csv = SharedData.PathOf("data/nyc_weather_2013.csv");
        var sql = Path.Combine(_folder.Path, "weather.sql");
        await File.WriteAllTextAsync(sql, """
            CREATE STREAM weather (origin VARCHAR NOT NULL, temp DOUBLE, wind_speed DOUBLE CHECK (wind_speed < 200), event_time TIMESTAMP FROM 'time_hour',
              WATERMARK FOR event_time AS event_time - INTERVAL '400' DAY) WITH (format = 'csv', nulls = 'NA');
            CREATE TABLE daily AS SELECT window_start, origin, count(*) AS readings, count(temp) AS temps, avg(temp) AS mean, sum(wind_speed) AS wind, max(wind_speed) AS top
            FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY) GROUP BY window_start, window_end, origin;
            """);
        foreach (var lanes in new[] { "1", "2" })
        {
            var output = Path.Combine(_folder.Path, lanes);
            var ran = await Sensorium("run", sql, "--input", $"weather={csv}", "--output", output, "--parallelism", lanes);
            ran.ExitCode.ShouldBe(0, ran.Error);
            var ledger = ran.Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Single(cells => cells.Length > 2 && cells[1] == "weather");
            ledger[2..7].ShouldBe(["26,115", "26,114", "0", "1", "0"]);
            var ours = await Sensorium(
                "query",
                "SELECT origin, epoch(window_start)::BIGINT AS day, readings, temps, mean, wind, top FROM t ORDER BY 1, 2",
                "--table",
                $"t={output}/daily",
                "--format",
                "csv");
            using var duck = new DuckDatabase(new Dictionary<string, string> { ["threads"] = "2" });
            var theirs = duck.Query($$"""
                SELECT origin, epoch(date_trunc('day', time_hour))::BIGINT, count(*), count(temp), avg(temp), sum(wind_speed), max(wind_speed)
                FROM read_csv('{{csv}}', nullstr = 'NA', types = {'time_hour': 'TIMESTAMPTZ', 'temp': 'DOUBLE', 'wind_speed': 'DOUBLE'})
                WHERE wind_speed IS NULL OR wind_speed < 200 GROUP BY 1, 2 ORDER BY 1, 2
                """).Rows;
            var rows = ours.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',')).ToList();
            rows.Count.ShouldBe(theirs.Count);
            for (var i = 0; i < rows.Count; i++)
            {
                rows[i][..4].ShouldBe(theirs[i][..4]);
                for (var column = 4; column < 7; column++)
                {
                    var (mine, other) = (rows[i][column], theirs[i][column] ?? "");
                    (mine.Length == 0).ShouldBe(other.Length == 0);
                    if (mine.Length > 0)
                    {
                        double.Parse(mine).ShouldBe(double.Parse(other), Math.Abs(double.Parse(other)) * 1e-12);
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_mistake_in_SQL_is_told_with_its_place_and_fix_and_all_at_once()
    {
        var sql = Path.Combine(_folder.Path, "bad.sql");
        await File.WriteAllTextAsync(sql, """
            CREATE STREAM s (a VARCHAR, t TIMESTAMP, WATERMARK FOR t AS t);
            CREATE TABLE one AS SELECT b FROM s;
            CREATE TABLE two AS SELECT count(*) AS n FROM s;
            CREATE TABLE three AS SELECT uper(a) AS u FROM s;
            """);
        var checkedSql = await Sensorium("check", sql);
        checkedSql.ExitCode.ShouldBe(1);
        checkedSql.Error.ShouldContain("bad.sql:2:28: error SN2011: there is no column b");
        checkedSql.Error.ShouldContain("error SN2017");
        checkedSql.Error.ShouldContain("bad.sql:4:30: error SN2013: there is no function uper");
        checkedSql.Error.ShouldContain("upper");
        checkedSql.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Tables_of_an_earlier_run_are_not_overwritten_unasked()
    {
        var example = Repository.Path("examples", "temperature");
        string[] run = ["run", Path.Combine(example, "temperature.sql"), "--input",
            $"temperature={Path.Combine(example, "readings.ndjson")}", "--output", _folder.Path, "--now", "2026-05-04T12:05:00Z"];
        (await Sensorium(run)).ExitCode.ShouldBe(0);
        var again = await Sensorium(run);
        again.ExitCode.ShouldBe(1);
        again.Error.ShouldContain("SN1020");
        (await Sensorium([.. run, "--overwrite"])).ExitCode.ShouldBe(0);
        var count = await Sensorium(
            "query", "SELECT sum(readings) AS n FROM t", "--table", $"t={_folder.Path}/temperature_by_minute", "--format", "csv");
        count.Output.ShouldBe("n\n4\n");
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("INSTALL httpfs")]
    [InlineData("ATTACH '/tmp/x.db'")]
    public async Task A_query_reaches_nothing_but_its_tables(string sql)
    {
        var refused = await Sensorium("query", sql);
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("SN5010");
        refused.Output.ShouldBeEmpty();
    }

    private static async Task<(int ExitCode, string Output, string Error)> Sensorium(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Invocation.Run(arguments, new Session(new Terminal(Stream.Null, output, error, colour: false), new Hashtable()));
        return (code, output.ToString(), error.ToString());
    }
}
