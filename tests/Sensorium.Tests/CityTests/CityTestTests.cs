using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.CityTests;

/// <summary><c>sensorium test</c>.</summary>
public sealed partial class CityTestTests : IDisposable
{
    private const string Sql = """
        CREATE STREAM readings (
          device VARCHAR FROM ('device', 'deviceId') NOT NULL, value DOUBLE CHECK (value < 100), at TIMESTAMP FROM 'meta.at' EPOCH 'milliseconds',
          WATERMARK FOR at AS at - INTERVAL '10' SECOND
        ) WITH (format = 'json', nulls = 'NA');
        CREATE STREAM rows (device VARCHAR, count INT, at TIMESTAMP, WATERMARK FOR at AS at - INTERVAL '10' SECOND) WITH (format = 'csv', delimiter = ';');
        CREATE TABLE minutes AS SELECT window_start, device, count(*) AS readings, avg(value) AS mean
          FROM TUMBLE(TABLE readings, DESCRIPTOR(at), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, device;
        CREATE TABLE high AS SELECT device, value, value > 90 AS very, CAST(at AS DATE) AS day, at FROM readings WHERE value > 50;
        CREATE TABLE counts AS SELECT device, count FROM rows;
        CREATE ALERT hot TO people KEY (device) AS SELECT device, value FROM readings WHERE value > 50;
        """;

    private const string Given = """
        GIVEN readings (device, value, at) VALUES ('a', 60.5, '2026-05-04 12:00:01'), ('a', 20, '2026-05-04 12:00:02'), ('b', 95, '2026-05-04 12:00:03');

        """;

    private readonly TemporaryFolder _folder = new();

    public CityTestTests()
    {
        _folder.Write("city.json", """{ "format": 1, "name": "Lund" }""");
        _folder.Write("pipelines/all.sql", Sql);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_tests_of_Gothenburg_pass_and_speak_of_every_table_and_alert()
    {
        var city = Repository.Path("cities", "gothenburg");
        var ran = await Run.Of("test", city);

        ran.ExitCode.ShouldBe(0, ran.Output + ran.Error);
        ran.Output.ShouldEndWith(" passed, 0 failed\n");
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(city, "tests"), "*.sql").Select(File.ReadAllText));
        var made = Directory.EnumerateFiles(Path.Combine(city, "pipelines"), "*.sql")
            .SelectMany(file => Made().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).ToList();
        made.Count.ShouldBeGreaterThan(9);
        made.ShouldAllBe(name => Regex.IsMatch(tests, $@"EXPECT {name} "));
    }

    [Fact]
    public async Task Rows_late_rows_rejected_rows_and_alerts_are_compared()
    {
        var ran = await Test("""
            TEST 'all of it';
            AT '2026-05-04T12:10:00Z';
            GIVEN readings (device, value, at) VALUES
              ('a', 1, '2026-05-04 12:00:01'), ('a', NULL, '2026-05-04 12:00:02'), ('a', 2, '2026-05-04 12:01:30'), ('a', 3, '2026-05-04 12:00:03'),
              ('a', 4, '2026-05-04 14:00:03'), ('a', 500, '2026-05-04 12:01:31'), ('b', 'much', '2026-05-04 12:01:32');
            EXPECT minutes VALUES ('2026-05-04 12:00:00', 'a', 2, 1), ('2026-05-04 12:01:00', 'a', 1, 2.0);
            EXPECT minutes__late (event_time) VALUES ('2026-05-04 12:00:03');
            EXPECT minutes__rejected (reason) VALUES ('at is in the future'), ('value fails CHECK (value < 100)'), ('value is not a number');

            TEST 'two partitions have watermarks of their own';
            GIVEN readings (device, value, at) VALUES ('a', 1, '2026-05-04 12:09:00');
            GIVEN readings (device, value, at) VALUES ('b', 1, '2026-05-04 12:00:00');
            EXPECT processed.minutes (device, readings) VALUES ('a', 1), ('b', 1);
            EXPECT NO ROWS IN minutes__late;

            TEST 'an alert by its name, and all alerts';
            """ + Given + """
            EXPECT hot (event, key) VALUES ('raised', '{"device":"a"}'), ('cleared', '{"device":"a"}'), ('raised', '{"device":"b"}');
            EXPECT alerts (alert, event) VALUES ('hot', 'raised'), ('hot', 'cleared'), ('hot', 'raised');
            EXPECT high (device, value, very, day) VALUES ('a', 60.45, FALSE, '2026-05-04'), ('b', 95.05, TRUE, DATE '2026-05-04') WITHIN 0.1;

            TEST 'records as they come, JSON and CSV';
            GIVEN readings JSON '
            {"deviceId": "a", "value": "NA", "meta": {"at": 1777896001000}}
            ';
            GIVEN rows CSV '
            count;device;at
            7;"it''s; me";2026-05-04T12:00:00Z
            ';
            EXPECT minutes (window_start, mean) VALUES ('2026-05-04 12:00:00', NULL);
            EXPECT counts VALUES ('it''s; me', 7);

            TEST 'a stream that nothing is given of is empty';
            EXPECT NO ROWS IN minutes;
            """);

        ran.ExitCode.ShouldBe(0, ran.Output + ran.Error);
        ran.Output.ShouldContain("5 passed, 0 failed");
    }

    [Fact]
    public async Task A_failure_shows_what_differs_with_file_and_line()
    {
        var ran = await Test("TEST 'wrong';\n" + Given + """
            EXPECT high (device, value, very) VALUES
              ('a', 60.0, FALSE),
              ('c', 1.0, TRUE);
            """);

        ran.ExitCode.ShouldBe(1);
        ran.Output.Replace(_folder.Path + "/", "", StringComparison.Ordinal).ReplaceLineEndings("\n")
            .ShouldMatch(@"(?s)FAIL  \S*tests/case\.sql:1: wrong\n      \S*tests/case\.sql:3: processed\.high is not as expected\n");
        ran.Output.ShouldContain("""
                      device  value  very
                    - a       60.0   FALSE
                    + a       60.5   FALSE
                              ^^^^
                    - c       1.0    TRUE
                    + b       95.0   TRUE
                    rows: 1 changed, 1 missing (-), 1 unexpected (+)
            """);
        ran.Output.ShouldEndWith("0 passed, 1 failed\n");
    }

    [Fact]
    public async Task A_row_that_comes_twice_must_be_expected_twice()
    {
        var ran = await Test(Given + "EXPECT high (day) VALUES ('2026-05-04');");

        ran.ExitCode.ShouldBe(1);
        ran.Output.ShouldContain("rows: 1 as expected, 1 unexpected (+)");
    }

    [Fact]
    public async Task A_program_reads_the_outcome_as_JSON()
    {
        var ran = await Test(
            Given + "EXPECT high (device, value) VALUES ('a', 60.0), ('b', 95);\nEXPECT NO ROWS IN minutes__late;", "--format", "json");

        ran.ExitCode.ShouldBe(1);
        var json = JsonNode.Parse(ran.Output)!;
        ((int)json["failed"]!).ShouldBe(1);
        var test = json["tests"]![0]!;
        ((string)test["name"]!).ShouldBe("case");
        var expectation = test["expectations"]![0]!;
        ((string)expectation["table"]!).ShouldBe("processed.high");
        ((string)expectation["changed"]![0]!["expected"]!["value"]!).ShouldBe("60.0");
        ((string)expectation["changed"]![0]!["actual"]!["value"]!).ShouldBe("60.5");
        ((bool)test["expectations"]![1]!["passed"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_filter_takes_tests_by_name_or_file()
    {
        _folder.Write("tests/one.sql", "TEST 'red'; EXPECT NO ROWS IN high;\nTEST 'blue'; EXPECT NO ROWS IN high;");
        _folder.Write("tests/two.sql", "EXPECT NO ROWS IN minutes;");

        (await Run.Of("test", _folder.Path, "RED")).Output.ShouldContain("1 passed, 0 failed");
        (await Run.Of("test", _folder.Path, "one")).Output.ShouldContain("2 passed, 0 failed");
        (await Run.Of("test", _folder.Path, "two")).Output.ShouldContain("1 passed, 0 failed");
        var none = await Run.Of("test", _folder.Path, "green");
        none.ExitCode.ShouldBe(1);
        none.Error.ShouldContain("error SN1056: none of the 3 tests of Lund");
    }

    [Theory]
    [InlineData("EXPECT high (device) VALUES ('a';", "case.sql:1:33: error SN1057: expected ',' or ')', found ';'")]
    [InlineData(
        "EXPCT high;", "case.sql:1:1: error SN1057: expected TEST, AT, GIVEN or EXPECT, found 'EXPCT'\n  fix: did you mean EXPECT?")]
    [InlineData(
        "GIVEN readings VALUS (1);\nEXPECT high;",
        "case.sql:1:16: error SN1057: expected VALUES, JSON or CSV, found 'VALUS'\n  fix: did you mean VALUES?")]
    [InlineData("GIVEN readings VALUS (1);\nEXPECT high;", "case.sql:2:12: error SN1057: expected VALUES, found ';'")]
    [InlineData("GIVEN readings VALUES ('a', 1, 2);", "the test 'case' expects nothing")]
    [InlineData("-- nothing", "error SN1057: the file has no test")]
    public async Task What_is_written_wrong_is_told_with_its_place(string test, string error)
    {
        var ran = await Test(test);

        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain(error);
        ran.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_tells_what_is_wrong_with_tests_too()
    {
        _folder.Write("tests/case.sql", "EXPECT high;");
        var ran = await Run.Of("check", _folder.Path);

        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain("case.sql:1:12: error SN1057: expected VALUES, found ';'");
    }

    [Theory]
    [InlineData(
        "GIVEN reading (device) VALUES ('a'); EXPECT NO ROWS IN high;",
        "SN1058: the city has no stream reading.\n        fix: did you mean readings?")]
    [InlineData(
        "GIVEN readings (devise) VALUES ('a'); EXPECT NO ROWS IN high;",
        "SN1058: readings has no column devise.\n        fix: did you mean device?")]
    [InlineData("EXPECT NO ROWS IN hihg;", "SN1058: no pipeline of the city makes a table or alert hihg.\n        fix: did you mean high?")]
    [InlineData("EXPECT high (valeu) VALUES (1);", "SN1058: high has no column valeu.\n        fix: did you mean value?")]
    [InlineData("EXPECT high (value) VALUES ('much');", "SN1059: much is no DOUBLE, and value is one.")]
    [InlineData("EXPECT high (value, device) VALUES (1);", "SN1059: the row has 1 values for 2 columns.")]
    [InlineData("AT 'noon'; EXPECT NO ROWS IN high;", "SN1059: 'noon' is no time.")]
    [InlineData(
        "GIVEN rows CSV ''; GIVEN rows VALUES ('a', 1, '2026-05-04 12:00:00'); EXPECT NO ROWS IN counts;",
        "SN1059: rows is given once as CSV and once not")]
    public async Task A_test_that_cannot_run_fails_and_says_why(string test, string why)
    {
        var ran = await Test(test);

        ran.ExitCode.ShouldBe(1);
        ran.Output.ShouldContain(why);
        ran.Output.ShouldEndWith("0 passed, 1 failed\n");
    }

    [Fact]
    public async Task A_city_without_tests_says_how_to_write_one()
    {
        var ran = await Run.Of("test", _folder.Path);

        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain("error SN1055");
        ran.Error.ShouldContain("docs/testing.md");
    }

    private Task<Run> Test(string text, params string[] arguments)
    {
        _folder.Write("tests/case.sql", text);
        return Run.Of(["test", _folder.Path, .. arguments]);
    }

    [GeneratedRegex(@"CREATE (?:TABLE|ALERT) (\w+)")]
    private static partial Regex Made();
}
