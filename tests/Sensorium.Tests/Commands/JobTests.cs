using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

public sealed class JobTests : IDisposable
{
    private readonly TestCity _city = new();

    public JobTests() => Directory.CreateDirectory(Path.Combine(_city.Folder, "jobs"));

    public void Dispose() => _city.Dispose();

    [Fact]
    public async Task A_job_writes_its_table_in_one_commit_that_says_what_was_read()
    {
        await _city.Commit("t", ("a", 1, 1.5, "2026-05-04"), ("a", 2, 2.5, "2026-05-04"), ("b", 3, null, "2026-05-05"));
        await _city.Commit("t", ("b", 4, 4, "2026-05-05"));
        Job(
            "sums",
            "CREATE OR REPLACE TABLE final.sums PARTITIONED BY (day) AS SELECT day, id, sum(n) AS n, avg(x) AS x, max(now()) AS at, "
                + "count(*)::DECIMAL(9,2) AS d FROM t GROUP BY ALL ORDER BY ALL;");
        var ran = await Run("sums", "--format", "json");
        ran.ExitCode.ShouldBe(0, ran.Error);
        JsonNode.Parse(ran.Output)![0]!.ToJsonString()
            .ShouldBe("""{"table":"final.sums","version":0,"rows":2,"filesAdded":2,"filesRemoved":0}""");
        ran.Error.ShouldContain("reads processed.t at version 2");
        (await Query("SELECT day, id, n, x, d FROM final.sums ORDER BY ALL"))
            .ShouldBe("day,id,n,x,d\n2026-05-04,a,3,2.0,2.00\n2026-05-05,b,7,4.0,2.00\n");
        var provenance = JsonNode.Parse((await _city.Tables.History("final.sums").FirstAsync()).Provenance!)!;
        ((string)provenance["job"]!, (long)provenance["read"]!["processed.t"]!).ShouldBe(("sums", 2));

        (await Run("sums")).Output.ShouldBe("final.sums: version 1, 2 rows\n");
        (await Query("SELECT count(*) AS n FROM final.sums")).ShouldBe("n\n2\n");
    }

    [Fact]
    public async Task A_misspelt_job_is_guessed()
    {
        Job("combine", "CREATE OR REPLACE TABLE final.t AS SELECT 1 AS one;");
        Job("archive", "CREATE OR REPLACE TABLE final.u AS SELECT 1 AS one;");
        var ran = await Run("comine");
        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldBe("error SN5016: the city Test has no job comine.\n  fix: did you mean 'combine'?\n");
        (await Run("something")).Error.ShouldContain("fix: there are archive, combine.");
    }

    [Fact]
    public async Task Insert_overwrite_replaces_the_partitions_it_has_rows_of_and_no_others()
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"), ("b", 2, 1, "2026-05-05"));
        Job("fill", "INSERT OVERWRITE final.days PARTITIONED BY (day) SELECT day, sum(n) AS n FROM t GROUP BY day;");
        (await Run("fill")).ExitCode.ShouldBe(0);
        await _city.Commit("t", ("c", 10, 1, "2026-05-05"));
        Job("fill", """
            CREATE TEMP MACRO latest() AS (SELECT max(day) FROM t);
            INSERT OVERWRITE final.days SELECT day, sum(n) AS n FROM t WHERE day = latest() GROUP BY day;
            CREATE OR REPLACE TABLE final.total AS SELECT sum(n) AS n, count(*) AS days FROM final.days;
            """);
        for (var again = 0; again < 2; again++)
        {
            var ran = await Run("fill");
            ran.ExitCode.ShouldBe(0, ran.Error);
            (await Query("SELECT day, n FROM final.days ORDER BY ALL")).ShouldBe("day,n\n2026-05-04,1\n2026-05-05,12\n");
        }

        (await Query("SELECT n FROM final.total")).ShouldBe("n\n12\n");
        (await Query("SELECT sum(n) AS n FROM final.days", "--as-of", "0")).ShouldBe("n\n3\n");
    }

    [Theory]
    [InlineData("CREATE OR REPLACE TABLE final.x AS SELECT * FROM read_csv('/etc/passwd')", "SN5010")]
    [InlineData("CREATE OR REPLACE TABLE final.x AS SELECT * FROM missing", "SN5010")]
    [InlineData("CREATE OR REPLACE TABLE final.x AS COPY t TO 'y'", "SN5010")]
    [InlineData("CREATE OR REPLACE TABLE processed.t AS SELECT 1", "SN5014")]
    [InlineData("CREATE OR REPLACE TABLE final.x AS SELECT [1, 2] AS list", "SN5015")]
    [InlineData("CREATE OR REPLACE TABLE final.x PARTITIONED BY (b) AS SELECT 1 AS a", "SN5014")]
    public async Task A_job_that_cannot_be_writes_nothing(string sql, string code)
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        Job("bad", sql);
        var ran = await Run("bad");
        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain(code);
        (await _city.Tables.Snapshot("final.x")).ShouldBeNull();
    }

    [Fact]
    public async Task A_missing_job_names_those_there_are()
    {
        Job("one", "CREATE OR REPLACE TABLE final.x AS SELECT 1 AS a");
        (await Run("two")).Error.ShouldContain("has no job two.\n  fix: there is one.\n");
    }

    [Fact]
    public async Task The_combine_job_of_Gothenburg_joins_the_three_sensor_tables()
    {
        foreach (var (table, value) in new[] { ("temperature", 21.0), ("humidity", 55.0), ("energy", 3.0) })
        {
            await CommitMinute($"{table}_by_minute", value, table == "humidity" ? 1 : 0);
        }

        File.Copy(
            Path.Combine(Repository.Root, "cities", "gothenburg", "jobs", "combine.sql"),
            Path.Combine(_city.Folder, "jobs", "combine.sql"));
        var ran = await Run("combine");
        ran.ExitCode.ShouldBe(0, ran.Error);
        (await Query(
            "SELECT epoch(window_start)::BIGINT AS start, temperature_sensors AS t, mean_temperature AS mt, humidity_sensors AS h, "
                + "mean_humidity AS mh, total_energy AS e, readings AS r FROM final.city_by_minute ORDER BY ALL"))
            .ShouldBe("start,t,mt,h,mh,e,r\n0,2,21.0,,,6.0,8\n60,,,2,55.0,,4\n");
    }

    private async Task CommitMinute(string name, double value, int minute)
    {
        var schema = new Schema(
            new Field("window_start", TypeKind.Timestamp),
            new Field("day", TypeKind.Date),
            new Field("device_id", TypeKind.Varchar),
            new Field("readings", TypeKind.BigInt),
            new Field("total", TypeKind.Double),
            new Field("mean", TypeKind.Double),
            new Field("low", TypeKind.Double),
            new Field("high", TypeKind.Double));
        var batch = new Batch(schema);
        batch.EnsureCapacity(2);
        for (var row = 0; row < 2; row++)
        {
            batch.Count++;
            batch.Values<long>(0).Set(row, minute * 60_000_000L);
            batch.Values<int>(1).Set(row, 0);
            batch.Text(2).Set(row, row == 0 ? "a"u8 : "b"u8);
            batch.Values<long>(3).Set(row, 2);
            batch.Values<double>(4).Set(row, 2 * value);
            batch.Values<double>(5).Set(row, value);
            batch.Values<double>(6).Set(row, value);
            batch.Values<double>(7).Set(row, value);
        }

        var table = await _city.Tables.Open(new TableDefinition($"processed.{name}", schema, ["day"]), default);
        await table.Commit(new($"{name}/1", 1, [(await table.Stage([batch], default))!], new Dictionary<string, object?>()), default);
    }

    private void Job(string name, string sql) => File.WriteAllText(Path.Combine(_city.Folder, "jobs", $"{name}.sql"), sql);

    private Task<Run> Run(string name, params string[] more) =>
        Sensorium.Tests.CommandLine.Run.Of(["job", "run", name, _city.Folder, "--data", _city.Data, .. more]);

    private async Task<string> Query(string sql, params string[] more) =>
        (await _city.Sensorium(["query", sql, "--format", "csv", .. more])).Output;
}
