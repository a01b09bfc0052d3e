using System.Diagnostics;
using System.Text.Json.Nodes;
using Sensorium.City.Hosting;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.Query;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

public sealed class QueryTests : IDisposable
{
    private readonly TestCity _city = new();

    public void Dispose() => _city.Dispose();

    [Fact]
    public async Task Every_layer_is_read_by_name_and_processed_may_be_left_out()
    {
        await _city.Commit("raw.temps", ("a", 1, 1.5, "2026-05-04"));
        await _city.Commit("processed.by_hour", ("b", 2, null, "2026-05-04"), ("c", 3, -0.0, "2026-05-05"));
        await _city.Commit("final.city", ("d", 4, double.NaN, "2026-05-04"));
        var rows = await Query(
            "SELECT id, n, x, day FROM raw.temps UNION ALL SELECT id, n, x, day FROM by_hour UNION ALL SELECT id, n, x, day FROM "
                + "final.city ORDER BY n", "--format", "csv");
        rows.Output.ShouldBe("id,n,x,day\na,1,1.5,2026-05-04\nb,2,,2026-05-04\nc,3,-0.0,2026-05-05\nd,4,nan,2026-05-04\n");
        (await Query("SELECT count(*) AS n FROM processed.by_hour", "--format", "csv")).Output.ShouldBe("n\n2\n");
        (await Query("SHOW TABLES;", "--format", "csv")).Output.ShouldBe("name\nfinal.city\nprocessed.by_hour\nraw.temps\n");
        (await Query("SHOW ALL TABLES", "--format", "csv")).Output.ShouldContain("raw,temps");
        (await Query("DESCRIBE by_hour", "--format", "csv")).Output.ShouldContain("x,DOUBLE");
    }

    [Fact]
    public async Task Formats_are_a_table_CSV_JSON_and_Parquet()
    {
        await _city.Commit("t", ("a,\"b\"", 1, 1.5, "2026-05-04"), ("ä", 22, null, "2026-05-04"));
        const string sql = "SELECT id, n, x, n > 1 AS big FROM t ORDER BY n;";
        (await Query(sql)).Output.ShouldBe("id     n   x     big\na,\"b\"  1   1.5   false\nä      22  NULL  true\n");
        (await Query(sql, "--format", "csv")).Output.ShouldBe("id,n,x,big\n\"a,\"\"b\"\"\",1,1.5,false\nä,22,,true\n");
        var json = JsonNode.Parse((await Query(sql, "--format", "json")).Output)!.AsArray();
        json[1]!.ToJsonString().ShouldBe("""{"id":"\u00E4","n":22,"x":null,"big":true}""");
        (await Query("SELECT 1 AS x WHERE false", "--format", "json")).Output.ShouldBe("[]\n");
        (await Query(sql, "--format", "parquet")).Output.ShouldStartWith("PAR1");
    }

    [Fact]
    public async Task A_table_shows_what_would_steer_a_terminal_as_escapes_and_data_formats_as_it_came()
    {
        const string value = "\u001b[2J\u009b31m a\nb\r\tc\0\u202eö\u2028\\n";
        await _city.Commit("t", (value, 1, 1.5, "2026-05-04"));
        (await Query("SELECT id, n AS \"a\u001bb\" FROM t")).Output.ShouldBe(
            "id                                                 a\\u001bb\n\\u001b[2J\\u009b31m a\\nb\\r\\tc\\u0000\\u202eö\\u2028\\n  "
                + "1\n");
        (await Query("SELECT id FROM t", "--format", "csv")).Output.ShouldBe($"id\n\"{value}\"\n");
        JsonNode.Parse((await Query("SELECT id FROM t", "--format", "json")).Output)![0]!["id"]!.ToString().ShouldBe(value);
        var error = (await Query("SELECT CAST('\u001b[31m' AS INTEGER)")).Error;
        error.ShouldContain("\\u001b[31m");
        error.ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData("a-b")]
    [InlineData("2nd")]
    [InlineData("select")]
    [InlineData("order-by")]
    public async Task A_table_of_any_name_is_found_by_it(string name)
    {
        await _city.Commit($"processed.{name}", ("a", 1, 1.5, "2026-05-04"));
        var quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        foreach (var sql in new[]
        {
            $"SELECT n FROM {quoted}",
            $"SELECT n FROM processed.{quoted} AS x",
            $"SELECT n FROM {quoted.ToUpperInvariant()}",
        })
        {
            var found = await Query(sql, "--format", "csv");
            found.Output.ShouldBe("n\n1\n", found.Error);
        }
    }

    [Fact]
    public async Task Nested_values_are_JSON_in_every_text()
    {
        const string sql =
            "SELECT {'a': 1, 'b': ['x', NULL], 'at': TIMESTAMP '2026-05-04 12:00:00'} AS s, MAP {'k': 1.5} AS m, [1, 2] AS l";
        (await Query(sql, "--format", "json")).Output.ShouldBe(
            """[{"s":{"a":1,"b":["x",null],"at":"2026-05-04T12:00:00Z"},"m":{"k":1.5},"l":[1,2]}]""" + "\n");
        (await Query(sql, "--format", "csv")).Output.ShouldEndWith(",\"{\"\"k\"\":1.5}\",\"[1,2]\"\n");
    }

    [Fact]
    public async Task Files_are_tables_too()
    {
        using var folder = new TemporaryFolder();
        folder.Write("readings.csv", "id,value\na,1.5\nb,2\n");
        folder.Write("days/day=2026-05-04/readings.json", """{"id": "c"}""");
        var csv = Path.Combine(folder.Path, "readings.csv");
        (await Query("SELECT id, value FROM t ORDER BY id", "--format", "csv", "--table", $"t={csv}")).Output.ShouldBe(
            "id,value\na,1.5\nb,2.0\n");
        (await Query("SELECT id, day FROM t", "--format", "csv", "--table", $"t={Path.Combine(folder.Path, "days")}")).Output.ShouldBe(
            "id,day\nc,2026-05-04\n");
        (await Query("SELECT 1 FROM t", "--as-of", "1", "--table", $"t={csv}")).Error.ShouldContain("SN1023");
        (await Query("SELECT 1 FROM t", "--table", $"t={csv}x")).Error.ShouldContain($"there is no file or folder {csv}x.");
        (await Query("SELECT * FROM read_csv('/etc/passwd')", "--table", $"t={csv}")).Error.ShouldContain("SN5010");
    }

    [Fact]
    public async Task A_misspelt_table_is_guessed()
    {
        await _city.Commit("by_hour", ("a", 1, 1, "2026-05-04"));
        var error = (await Query("SELECT * FROM by_houre")).Error;
        error.ShouldContain("Table with name by_houre does not exist!");
        error.ShouldContain("did you mean by_hour? The lake has by_hour.");
        error.ShouldNotContain("pg_");
    }

    [Fact]
    public async Task An_older_version_is_read_by_number_and_by_time()
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        await Task.Delay(2);
        var between = DateTimeOffset.UtcNow;
        await Task.Delay(2);
        await _city.Commit("t", ("b", 2, 2, "2026-05-04"));
        (await Query("SELECT sum(n) AS n FROM t", "--format", "csv")).Output.ShouldBe("n\n3\n");
        (await Query("SELECT sum(n) AS n FROM t", "--format", "csv", "--as-of", "1")).Output.ShouldBe("n\n1\n");
        (await Query("SELECT sum(n) AS n FROM t", "--format", "csv", "--as-of", between.ToString("O"))).Output.ShouldBe("n\n1\n");
        (await Query("SELECT 1 FROM t", "--as-of", "9")).Error.ShouldContain("SN5006");
        (await Query("SELECT 1 FROM t", "--as-of", "yesterday")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_hash_depends_on_the_rows_alone()
    {
        await _city.Commit("one", ("a", 1, 0.1 + 0.2, "2026-05-04"), ("b", 2, null, "2026-05-05"), ("b", 2, null, "2026-05-05"));
        await _city.Commit("two", ("b", 2, null, "2026-05-05"));
        await _city.Commit("two", ("a", 1, 0.1 + 0.2, "2026-05-04"));
        await _city.Commit("two", ("b", 2, null, "2026-05-05"));
        await _city.Commit("almost", ("a", 1, 0.3, "2026-05-04"), ("b", 2, null, "2026-05-05"), ("b", 2, null, "2026-05-05"));
        await _city.Commit("fewer", ("a", 1, 0.1 + 0.2, "2026-05-04"), ("b", 2, null, "2026-05-05"));
        var hash = (await Query("SELECT * FROM one", "--hash")).Output;
        hash.ShouldMatch("^[0-9a-f]{64}  3 rows\n$");
        (await Query("SELECT * FROM two", "--hash")).Output.ShouldBe(hash);
        (await Query("SELECT * FROM one ORDER BY n DESC", "--hash")).Output.ShouldBe(hash);
        await _city.Tables.Optimize("two", dryRun: false);
        (await Query("SELECT * FROM two", "--hash")).Output.ShouldBe(hash);
        (await Query("SELECT * FROM almost", "--hash")).Output.ShouldNotBe(hash);
        (await Query("SELECT * FROM fewer", "--hash")).Output.ShouldNotBe(hash);
        (await Query("SELECT 'a' AS a, 'b' AS b", "--hash")).Output.ShouldNotBe(
            (await Query("SELECT 'a1:b' AS a, '' AS b", "--hash")).Output);
        (await Query("SELECT -0.0::DOUBLE AS a", "--hash")).Output.ShouldNotBe((await Query("SELECT 0.0::DOUBLE AS a", "--hash")).Output);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM read_blob('/proc/self/environ')")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("SELECT * FROM parquet_metadata('/etc/passwd')")]
    [InlineData("SELECT * FROM read_parquet('https://example.org/x.parquet')")]
    [InlineData("COPY t TO '/tmp/sensorium-stolen.csv'")]
    [InlineData("COPY (SELECT 1) TO '/tmp/sensorium-stolen.csv'")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '/tmp/sensorium-stolen.csv'")]
    [InlineData("SELECT 1) TO '/tmp/sensorium-stolen.csv'; SELECT (1")]
    [InlineData("ATTACH '/tmp/sensorium-stolen.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET memory_limit = '100GB'")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("RESET lock_configuration")]
    [InlineData("PRAGMA memory_limit = '100GB'")]
    [InlineData("CREATE TABLE x AS SELECT 1")]
    [InlineData("DROP VIEW t")]
    [InlineData("EXPORT DATABASE '/tmp/sensorium-stolen'")]
    [InlineData("CREATE SECRET s (TYPE s3)")]
    [InlineData("CALL pragma_version()")]
    [InlineData("")]
    public async Task A_query_reaches_nothing_but_its_tables_and_changes_nothing(string sql)
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        await IsRefused(sql);
        Directory.GetFileSystemEntries("/tmp", "sensorium-stolen*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--hash")]
    [InlineData("--format", "parquet")]
    public async Task Nor_does_it_with_another_kind_of_answer(params string[] kind)
    {
        await IsRefused("SELECT * FROM read_text('/etc/passwd')", kind);
        await IsRefused("SELECT 1) TO '/tmp/sensorium-stolen.csv'; SELECT (1", kind);
        await IsRefused("SELECT 1; COPY (SELECT 1) TO '/tmp/sensorium-stolen.csv'", kind);
        Directory.GetFileSystemEntries("/tmp", "sensorium-stolen*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM range(100000000000) a, range(1000) b")]
    [InlineData("SELECT a.range AS x, b.range AS y FROM range(13000000000) a, range(1000) b ORDER BY sin(a.range * b.range)")]
    public async Task A_query_without_end_is_ended_and_leaves_nothing(string sql)
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        var ended = await Query(sql, "--set", "query.timeout=1 s", "--set", "query.memory=64 MiB");
        ended.ExitCode.ShouldBe(1);
        ended.Error.ShouldMatch("SN5011.*took longer than 1 s|SN5010.*needed more than query.memory");
        Directory.GetFileSystemEntries(Path.Combine(_city.Data, "scratch")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT length(repeat('x', 2000000000))")]
    [InlineData("SELECT sum(length(s)) FROM (SELECT string_agg(repeat('x', 1000), '') AS s FROM range(2000000) r(i) GROUP BY i % 7)")]
    [InlineData("SELECT list(range) FROM range(10000000000)")]
    public async Task A_query_whose_values_need_more_memory_than_it_may_have_says_so(string sql)
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        var ended = await Query(sql, "--set", "query.memory=64 MiB");
        (ended.ExitCode, ended.Output).ShouldBe((1, ""));
        ended.Error.ShouldContain("error SN5010: the query needed more than query.memory (64 MiB)");
        Directory.GetFileSystemEntries(Path.Combine(_city.Data, "scratch")).ShouldBeEmpty();
        (await Query("SELECT count(*) AS n FROM t", "--format", "csv", "--set", "query.memory=64 MiB")).Output.ShouldBe("n\n1\n");
    }

    [Fact]
    public async Task What_spills_goes_on_within_the_limit()
    {
        var sorted = await Query(
            "SELECT count(DISTINCT h) FROM (SELECT hash(i) AS h, row_number() OVER (ORDER BY sin(i)) FROM range(2000000) r(i))",
            "--format",
            "csv",
            "--set",
            "query.memory=64 MiB");
        sorted.ExitCode.ShouldBe(0, sorted.Error);
        sorted.Output.ShouldContain("2000000");
    }

    [Fact]
    public async Task A_damaged_data_file_is_named_and_older_versions_without_it_are_read()
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        await _city.Commit("t", ("b", 2, 2, "2026-05-04"));
        var file = Directory.GetFiles(Path.Combine(_city.Data, "lake", "processed", "t"), "*.parquet").MaxBy(File.GetLastWriteTimeUtc)!;
        var whole = await File.ReadAllBytesAsync(file);
        var random = new Random(1);
        var garbage = whole.ToArray();
        random.NextBytes(garbage);
        foreach (var content in new[]
        {
            [],
            whole[..^1],
            whole[..(whole.Length / 2)],
            garbage,
            [.. "PAR1"u8, .. garbage, .. "PAR1"u8],
            "not Parquet"u8.ToArray(),
        })
        {
            await File.WriteAllBytesAsync(file, content);
            var refused = await Query("SELECT sum(n) AS n FROM t", "--format", "csv");
            refused.ExitCode.ShouldBe(1, refused.Output);
            refused.Output.ShouldBeEmpty();
            refused.Error.ShouldContain($"error SN5001: the data file {file} is damaged");
        }

        File.Delete(file);
        (await Query("SELECT sum(n) AS n FROM t")).Error.ShouldContain("SN5001");
        (await Query("SELECT sum(n) AS n FROM t", "--as-of", "1", "--format", "csv")).Output.ShouldBe("n\n1\n");
    }

    [Fact]
    public async Task A_killed_query_is_told_and_touches_nothing()
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        var client = new QueryWorkerClient(
            QueryProgram.OfThisProcess("sensorium", "query-worker"),
            new(64 << 20, 1, TimeSpan.FromMinutes(1), 5),
            Path.Combine(_city.Folder, "scratch"),
            TimeProvider.System);
        await using (var answer = await client.Ask("SELECT count(*) FROM range(100000000000) a, range(1000) b", new([], [])))
        {
            using var process = Process.GetProcessById(answer.ProcessId);
            process.Kill();
            var error = await Should.ThrowAsync<SensoriumException>(async () => await answer.Rows().ToListAsync());
            error.Code.ShouldBe("SN5011");
            error.Message.ShouldContain("signal 9");
        }

        await using var limited = await client.Ask("SELECT range FROM range(100)", new([], []));
        (await limited.Rows().CountAsync()).ShouldBe(5);
        limited.IsTruncated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_query_sees_nothing_of_the_environment()
    {
        Environment.SetEnvironmentVariable("SENSORIUM_TEST_SECRET", "hidden");
        var client = new QueryWorkerClient(
            QueryProgram.OfThisProcess("sensorium", "query-worker"),
            new(64 << 20, 1, TimeSpan.FromMinutes(1), 5),
            Path.Combine(_city.Folder, "scratch"),
            TimeProvider.System);
        await using var answer = await client.Ask("SELECT count(*) FROM range(100000000000) a, range(1000) b", new([], []));
        (await File.ReadAllTextAsync($"/proc/{answer.ProcessId}/environ")).ShouldNotContain("SENSORIUM_TEST_SECRET");
        (await File.ReadAllTextAsync($"/proc/{answer.ProcessId}/oom_score_adj")).ShouldBe("1000\n");
    }

    [Fact]
    public async Task A_running_city_is_asked_to_commit_first_and_need_not_know_how()
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        var flushed = 0;
        await WithSocket(new() { ["flush"] = async (_, _) => { flushed++; await _city.Commit(
            "t", ("b", 2, 2, "2026-05-04")); return null; } }, async () =>
        {
            (await Query("SELECT sum(n) AS n FROM t", "--format", "csv", "--no-flush")).Output.ShouldBe("n\n1\n");
            var fresh = await Query("SELECT sum(n) AS n FROM t", "--format", "csv");
            (fresh.Output, fresh.Error, flushed).ShouldBe(("n\n3\n", "", 1));
        });
        await WithSocket([], async () =>
        {
            var asked = await Query("SELECT sum(n) AS n FROM t", "--format", "csv");
            (asked.Output, asked.Error).ShouldBe(("n\n3\n", ""));
        });
        await WithSocket(new() { ["flush"] = (_, _) => throw new SensoriumException("SN5008", "a file is gone", "rebuild") }, async () =>
        {
            var asked = await Query("SELECT sum(n) AS n FROM t", "--format", "csv");
            asked.Output.ShouldBe("n\n3\n");
            asked.Error.ShouldContain("no fresh epoch (a file is gone)");
        });
    }

    [Fact]
    public async Task A_mistake_names_the_tables_there_are()
    {
        await _city.Commit("temps", ("a", 1, 1, "2026-05-04"));
        var wrong = await Query("SELECT * FROM tempz");
        wrong.ExitCode.ShouldBe(1);
        wrong.Error.ShouldContain("did you mean temps? The lake has temps.");
    }

    private async Task WithSocket(Dictionary<string, ControlVerb> verbs, Func<Task> body)
    {
        using var socket = new ControlSocket(Path.Combine(_city.Data, "control.sock"), verbs, new ThreadScheduler());
        await socket.Start(default);
        await body();
        await socket.Stop(default);
    }

    private async Task IsRefused(string sql, params string[] more)
    {
        var refused = await Query(sql, more);
        refused.ExitCode.ShouldBe(1, refused.Output);
        refused.Error.ShouldContain("SN5010");
        refused.Output.ShouldBeEmpty();
    }

    private Task<Run> Query(string sql, params string[] more) => _city.Sensorium(["query", sql, .. more]);
}
