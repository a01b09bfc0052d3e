using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace Sensorium.Web.Tests.Console;

[Trait("Category", "Slow")]
public sealed class QueryEndpointTests
{
    [Fact]
    public async Task Values_come_as_JSON_has_them_and_as_text_where_it_does_not()
    {
        await using var doors = await QueryEndpoints.Open();
        var lines = await doors.Ask("""
            SELECT 42 AS i, 9007199254740991 AS safe, 9007199254740993 AS wide, 21.50::DOUBLE AS d, 1e300 * 1e300 AS inf, -1e300 * 1e300 AS ninf,
              'nan'::DOUBLE AS nan, 1.50::DECIMAL(4, 2) AS dec, 1.5::DECIMAL(30, 2) AS longer, true AS b, NULL AS n, 'å"' AS t,
              TIMESTAMPTZ '2026-05-04 14:00:00.5+02' AS z, TIMESTAMP '2026-05-04 12:00:00' AS p, DATE '2026-05-04' AS day,
              TIMESTAMP 'infinity' AS never, TIMESTAMP '0044-03-15 (BC) 10:00:00' AS ides, [1, 2] AS l, {'latitude': 57.7, 'longitude': 12.0} AS place
            """);
        lines[0]["columns"]!.AsArray().Select(column => $"{column!["name"]} {column["type"]}").ShouldBe(
        [
            "i INTEGER", "safe BIGINT", "wide BIGINT", "d DOUBLE", "inf DOUBLE", "ninf DOUBLE", "nan DOUBLE", "dec DECIMAL(4,2)",
            "longer DECIMAL(30,2)",
            "b BOOLEAN", "n INTEGER", "t VARCHAR", "z TIMESTAMP WITH TIME ZONE", "p TIMESTAMP", "day DATE", "never TIMESTAMP",
            "ides TIMESTAMP", "l INTEGER[]",
            "place STRUCT(latitude DECIMAL(3,1), longitude DECIMAL(3,1))",
        ]);
        JsonNode.DeepEquals(
            lines[1],
            JsonNode.Parse("""
                [42, 9007199254740991, "9007199254740993", 21.5, "Infinity", "-Infinity", "NaN", 1.50, "1.50", true, null, "å\"",
                 "2026-05-04T12:00:00.5Z", "2026-05-04T12:00:00Z", "2026-05-04", "infinity", "0044-03-15 (BC) 10:00:00", [1, 2], {"latitude": 57.7, "longitude": 12.0}]
                """)).ShouldBeTrue(lines[1].ToJsonString());
        lines[2]["end"]!["rows"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Tables_are_read_as_of_any_version_or_time()
    {
        await using var doors = await QueryEndpoints.Open();
        await doors.Commit("t", ("a", 1, 1, "2026-05-04"));
        await Task.Delay(2);
        var between = DateTimeOffset.UtcNow;
        await Task.Delay(2);
        await doors.Commit("t", ("b", 2, 2, "2026-05-04"));
        (await doors.Row("SELECT sum(n) FROM t")).ShouldBe("[3]");
        (await doors.Row("SELECT sum(n) FROM t", "1")).ShouldBe("[1]");
        (await doors.Row("SELECT sum(n) FROM t", between.ToString("O"))).ShouldBe("[1]");
        (await doors.Error("SELECT sum(n) FROM t", "9"))["code"]!.GetValue<string>().ShouldBe("SN5006");
    }

    [Fact]
    public async Task What_was_scanned_is_told()
    {
        await using var doors = await QueryEndpoints.Open();
        await doors.Commit("t", [.. Enumerable.Range(0, 20_000).Select(i => ($"device {i}", (long)i, (double?)i, "2026-05-04"))]);
        await doors.Commit("t", ("a", 1, 1, "2026-05-05"));
        var all = (await doors.Ask("SELECT count(id), sum(x) FROM t"))[^1]["end"]!;
        var size = Directory.GetFiles(doors.Lake, "*.parquet", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        (all["files"]!.GetValue<int>(), all["tableBytes"]!.GetValue<long>()).ShouldBe((2, size));
        all["milliseconds"]!.GetValue<long>().ShouldBeInRange(1, 60_000);
        if (File.Exists("/proc/self/io"))
        {
            // Only the columns that a query needs are read, and the files' ends.
            var some = (await doors.Ask("SELECT count(n) FROM t WHERE day = '2026-05-05'"))[^1]["end"]!;
            some["bytes"]!.GetValue<long>().ShouldBeInRange(1, size / 2);
            all["bytes"]!.GetValue<long>().ShouldBeGreaterThan(some["bytes"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task Rows_are_limited_and_a_greater_limit_is_not_granted()
    {
        await using var doors = await QueryEndpoints.Open(rows: 100);
        foreach (var (limit, rows) in new (long?, int)[] { (null, 100), (7, 7), (1_000_000, 100) })
        {
            var lines = await doors.Ask("SELECT range FROM range(1000)", limit: limit);
            lines.Count.ShouldBe(rows + 2);
            (lines[^1]["end"]!["rows"]!.GetValue<int>(), lines[^1]["end"]!["truncated"]!.GetValue<bool>()).ShouldBe((rows, true));
        }

        (await doors.Ask("SELECT range FROM range(100)"))[^1]["end"]!["truncated"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory]
    [InlineData("SELECT 1,\n  ö.nope FROM (SELECT 1 AS x) AS ö", 2, 3)]
    [InlineData("  \n SELECT * FORM t", 2, 16)]
    [InlineData("SELECT * FROM tt", 1, 15)]
    [InlineData("SELECT n\nFROM t\nWHERE CAST(id AS INTEGER) > 1", 3, 7)]
    [InlineData("SELECT 'å', sine(1)", 1, 13)]
    public async Task A_mistake_has_its_place(string sql, int line, int column)
    {
        await using var doors = await QueryEndpoints.Open();
        await doors.Commit("t", ("a", 1, 1, "2026-05-04"));
        var error = await doors.Error(sql);
        error["code"]!.GetValue<string>().ShouldBe("SN5010");
        error["message"]!.GetValue<string>().ShouldContain($"at line {line}, column {column}: ");
        (error["line"]!.GetValue<int>(), error["column"]!.GetValue<int>()).ShouldBe((line, column));
    }

    [Fact]
    public async Task A_query_that_breaks_off_says_so_after_its_rows()
    {
        await using var doors = await QueryEndpoints.Open(rows: 1_000_000);
        var lines = await doors.Ask(
            "SELECT repeat('x', 100) || CASE WHEN range < 190000 THEN '' ELSE error('enough') END AS x FROM range(200000)");
        lines.Count.ShouldBeGreaterThan(1000);
        lines[^1]["error"]!["message"]!.GetValue<string>().ShouldContain("enough");
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "Permission Error")]
    [InlineData("SELECT * FROM '/etc/passwd'", "Error")]
    [InlineData("SELECT * FROM glob('/**')", "Permission Error")]
    [InlineData("SELECT * FROM read_text('/proc/self/environ')", "Permission Error")]
    [InlineData("SELECT * FROM read_parquet('https://example.org/x.parquet')", "Error")]
    [InlineData("COPY (SELECT 1) TO '/tmp/sensorium-taken.csv'", "Permission Error")]
    [InlineData("ATTACH '/tmp/sensorium-taken.db'", "one SELECT")]
    [InlineData("INSTALL httpfs", "one SELECT")]
    [InlineData("LOAD httpfs", "one SELECT")]
    [InlineData("SET memory_limit = '100GB'", "one SELECT")]
    [InlineData("RESET lock_configuration", "one SELECT")]
    [InlineData("PRAGMA memory_limit = '100GB'", "one SELECT")]
    [InlineData("SELECT 1; SELECT 2", "multiple statements")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '/tmp/sensorium-taken.csv'", "multiple statements")]
    [InlineData("SELECT 1) TO '/tmp/sensorium-taken.csv'; SELECT (1", "Error")]
    [InlineData("DROP VIEW processed.t", "one SELECT")]
    [InlineData("CREATE SECRET s (TYPE s3)", "Error")]
    public async Task An_attack_is_refused_and_the_city_goes_on(string sql, string says)
    {
        await using var doors = await QueryEndpoints.Open();
        await doors.Commit("t", ("a", 1, 1, "2026-05-04"));
        var error = await doors.Error(sql);
        (error["code"]!.GetValue<string>(), error["message"]!.GetValue<string>().Contains(says, StringComparison.Ordinal)).ShouldBe(
            ("SN5010", true), error.ToJsonString());
        Directory.GetFileSystemEntries("/tmp", "sensorium-taken*").ShouldBeEmpty();
        (await doors.Row("SELECT sum(n) FROM t")).ShouldBe("[1]");
        doors.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task There_are_no_secrets_to_be_read()
    {
        await using var doors = await QueryEndpoints.Open();
        (await doors.Ask("SELECT * FROM duckdb_secrets()"))[^1]["end"]!["rows"]!.GetValue<int>().ShouldBe(0);
        (await doors.Row("SELECT current_setting('enable_external_access'), current_setting('lock_configuration')"))
            .ShouldBe("[false,true]");
    }

    [Fact]
    public async Task So_many_queries_may_be_under_way_and_no_more()
    {
        await using var doors = await QueryEndpoints.Open(atOnce: 1);
        using (var first = await doors.Send(
            "/query", new { sql = "SELECT range FROM range(100000000) WHERE range % 2 >= 0 ORDER BY range DESC" }))
        {
            first.StatusCode.ShouldBe(HttpStatusCode.OK);
            foreach (var (path, question) in new (string, object)[]
            {
                ("/query", new { sql = "SELECT 1" }),
                ("/query/export", new { sql = "SELECT 1", format = "csv" }),
            })
            {
                using var second = await doors.Send(path, question);
                (second.StatusCode, second.Headers.RetryAfter?.Delta).ShouldBe((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)));
                (await second.Content.ReadAsStringAsync()).ShouldContain("SN6030");
            }
        }

        await Until(async () =>
        {
            using var third = await doors.Send("/query", new { sql = "SELECT 1" });
            return third.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task A_client_that_goes_ends_its_query()
    {
        await using var doors = await QueryEndpoints.Open();
        using var gone = new CancellationTokenSource();
        var asked = doors.Send(
            "/query",
            new { sql = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE sin(a.range * b.range) > 2" },
            cancellation: gone.Token);
        await Until(() => Task.FromResult(Directory.Exists(doors.Scratch) && Directory.GetFileSystemEntries(doors.Scratch).Length > 0));
        await gone.CancelAsync();
        try
        {
            (await asked).Dispose();
        }
        catch (OperationCanceledException)
        {
            // Its columns had not come yet.
        }

        await Until(() => Task.FromResult(Directory.GetFileSystemEntries(doors.Scratch).Length == 0));
    }

    [Fact]
    public async Task A_query_under_way_does_not_hold_up_the_citys_end()
    {
        await using var doors = await QueryEndpoints.Open();
        using var asked = await doors.Send(
            "/query", new { sql = "SELECT count(*) AS n FROM range(10000000) a, range(10000000) b WHERE sin(a.range * b.range) > 2" });
        var clock = Stopwatch.GetTimestamp();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await doors.Server.Stop(late.Token);
        Stopwatch.GetElapsedTime(clock).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await Until(() => Task.FromResult(Directory.GetFileSystemEntries(doors.Scratch).Length == 0));
    }

    [Fact]
    public async Task The_city_commits_first_unless_an_older_version_is_asked_for()
    {
        await using var doors = await QueryEndpoints.Open();
        await doors.Commit("t", ("a", 1, 1, "2026-05-04"));
        var flushed = 0;
        doors.Flush = async _ =>
        {
            flushed++;
            await doors.Commit("t", ("b", 2, 2, "2026-05-04"));
            return null;
        };
        (await doors.Row("SELECT sum(n) FROM t")).ShouldBe("[3]");
        (await doors.Row("SELECT sum(n) FROM t", "1")).ShouldBe("[1]");
        (await doors.Row("SELECT 1")).ShouldBe("[1]");
        flushed.ShouldBe(1);
        doors.Flush = _ => Task.FromResult<string?>("the disk is full");
        var lines = await doors.Ask("SELECT sum(n) FROM t");
        (lines[0]["stale"]!.GetValue<string>(), lines[1].ToJsonString()).ShouldBe(("the disk is full", "[3]"));
    }

    [Theory]
    [InlineData("/query", "", "JSON")]
    [InlineData("/query", "[1]", "no JSON object")]
    [InlineData("/query", """{"sql": 5""", "JSON")]
    [InlineData("/query", """{}""", "no sql")]
    [InlineData("/query", """{"sql": "  "}""", "no sql")]
    [InlineData("/query", """{"sql": ["SELECT 1"]}""", "sql is no text")]
    [InlineData("/query", """{"sql": "SELECT 1", "asOf": "yesterday"}""", "neither a version nor a time")]
    [InlineData("/query", """{"sql": "SELECT 1", "limit": 0}""", "limit")]
    [InlineData("/query", """{"sql": "SELECT 1", "limit": "many"}""", "limit")]
    [InlineData("/query/export", """{"sql": "SELECT 1"}""", "csv, json, parquet")]
    [InlineData("/query/export", """{"sql": "SELECT 1", "format": "exe"}""", "csv, json, parquet")]
    public async Task What_asks_nothing_is_refused(string path, string body, string says)
    {
        await using var doors = await QueryEndpoints.Open();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(doors.Server.Address, path))
        {
            Content = new StringContent(body),
        };
        request.Headers.Add("Sensorium-Token", doors.Token);
        using var response = await client.SendAsync(request);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        ((int)response.StatusCode, problem["code"]!.GetValue<string>()).ShouldBe((400, "SN6031"), problem.ToJsonString());
        problem["message"]!.GetValue<string>().ShouldContain(says);
    }

    [Fact]
    public async Task A_question_has_a_limit_and_needs_the_pages_token()
    {
        await using var doors = await QueryEndpoints.Open();
        using var large = await doors.Send("/query", new { sql = $"SELECT '{new string('x', 1 << 20)}'" });
        (await large.Content.ReadAsStringAsync()).ShouldContain("it has more than 1048576 bytes");
        foreach (var path in new[] { "/query", "/query/export" })
        {
            using var stranger = await doors.Send(path, new { sql = "SELECT 1" }, token: "guessed");
            (stranger.StatusCode, (await stranger.Content.ReadAsStringAsync()).Contains("SN6015", StringComparison.Ordinal)).ShouldBe(
                (HttpStatusCode.Forbidden, true));
        }
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var looks = 0; looks < 400; looks++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("It does not come to hold.");
    }
}
