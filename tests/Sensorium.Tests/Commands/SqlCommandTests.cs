using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

/// <summary><c>check</c>, <c>fmt</c> and <c>explain</c>.</summary>
public sealed class SqlCommandTests : IDisposable
{
    private const string Stream = "CREATE STREAM s (id VARCHAR, value DOUBLE, time TIMESTAMP, WATERMARK FOR time AS time - INTERVAL '1' "
        + "MINUTE) WITH (format = 'json');\n";
    private const string Minutes = """
        create table minutes as select window_start, id, avg(value) as mean -- the mean
        from tumble(table s, descriptor(time), interval '1' minute) where value>0 group by window_start,window_end,id
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_SQL_of_the_repository_is_in_canonical_form()
    {
        var files = Directory.EnumerateFiles(Repository.Path("examples"), "*.sql", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Path("cities", "gothenburg", "pipelines"), "*.sql")).ToArray();
        files.Length.ShouldBeGreaterThan(15);
        var ran = await Run.Of(["fmt", "--check", .. files]);
        ran.Output.ShouldBeEmpty();
        ran.ExitCode.ShouldBe(0, ran.Error);
    }

    [Theory]
    [InlineData("files = 'xml'", "there is no format 'xml'")]
    [InlineData("files = 'json', delimiter = ';'", "delimiter is for CSV")]
    [InlineData("files = 'csv', delimiter = ';'", null)]
    [InlineData("format = 'csv', files = 'json', header = 'false'", null)]
    public async Task The_form_of_a_streams_files_is_declared_apart_from_its_log(string options, string? error)
    {
        var ran = await Run.Of("check", Write("s.sql", $"CREATE STREAM s (id VARCHAR) WITH ({options});"));

        ran.ExitCode.ShouldBe(error is null ? 0 : 1, ran.Error);
        ran.Error.ShouldContain(error ?? "");
    }

    [Theory]
    [InlineData("CREATE STREAM \"../../x\" (id VARCHAR);", "'../../x' cannot be the name of a stream")]
    [InlineData("CREATE STREAM \"a b\" (id VARCHAR);", "'a b' cannot be the name of a stream")]
    [InlineData("CREATE STREAM s (id VARCHAR) WITH (stream = '../s');", "'../s' cannot be the name of a stream in the log")]
    [InlineData("CREATE STREAM s (id VARCHAR) WITH (stream = 's\n');", "cannot be the name of a stream in the log")]
    [InlineData(
        "CREATE STREAM s (id VARCHAR); CREATE TABLE \"../../../x\" AS SELECT id FROM s;", "'../../../x' cannot be the name of a table")]
    [InlineData("CREATE STREAM s (id VARCHAR); CREATE TABLE final.\"a/b\" AS SELECT id FROM s;", "'a/b' cannot be the name of a table")]
    [InlineData("CREATE STREAM s (id VARCHAR); CREATE TABLE \"say \"\"hi\"\"\" AS SELECT id FROM s;", "cannot be the name of a table")]
    [InlineData("CREATE STREAM s (id VARCHAR); CREATE TABLE LONG AS SELECT id FROM s;", "cannot be the name of a table")]
    public async Task A_name_that_cannot_be_a_folders_is_an_error_of_the_SQL_and_nothing_is_made(string sql, string error)
    {
        var file = Write("names/s.sql", sql.Replace("LONG", new('t', 300), StringComparison.Ordinal));
        var output = Path.Combine(_folder.Path, "names", "out");
        Write("names/in.ndjson", "{\"id\":\"a\"}\n");
        var checking = await Run.Of("check", file);
        var running = await Run.Of("run", file, "--input", $"s={Path.Combine(_folder.Path, "names", "in.ndjson")}", "--output", output);

        foreach (var ran in new[] { checking, running })
        {
            ran.ExitCode.ShouldBe(1);
            ran.Error.ShouldContain("SN1018");
            ran.Error.ShouldContain(error);
        }

        Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).ShouldBe(["names"]);
        Directory.Exists(output).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_of_any_alphabet_and_a_stream_with_dots_are_folders_and_tables_of_queries()
    {
        var file = Write(
            "s.sql",
            "CREATE STREAM s (id VARCHAR) WITH (stream = 'se.gbg.mätare');\nCREATE TABLE \"mätare-2\" AS SELECT id FROM s;\nCREATE TABLE "
                + "final.\"7\" AS SELECT id FROM s;\n");
        var (input, output) = (Write("in.ndjson", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n"), Path.Combine(_folder.Path, "out"));
        var ran = await Run.Of("run", file, "--input", $"s={input}", "--output", output, "--raw");

        ran.ExitCode.ShouldBe(0, ran.Error);
        foreach (var folder in (string[])["mätare-2", "final/7", "raw/se.gbg.mätare"])
        {
            Directory.Exists(Path.Combine(output, folder, "_delta_log")).ShouldBeTrue(folder);
        }
    }

    [Theory]
    [InlineData("""{ "format": 1, "name": "N", "streams": { "../../x": {} } }""", "'../../x'")]
    [InlineData("""{ "format": 1, "name": "N", "streams": { "a b": {}, "good": {} } }""", "'a b'")]
    public async Task A_name_in_the_settings_that_up_refuses_is_what_check_finds(string city, string name)
    {
        Write("city/city.json", city);
        var checking = await Run.Of("check", Path.Combine(_folder.Path, "city"));
        var up = await Run.Of(
            "up", Path.Combine(_folder.Path, "city"), "--data", Path.Combine(_folder.Path, "data"), "--set", "web.port=0");

        foreach (var ran in new[] { checking, up })
        {
            ran.ExitCode.ShouldBe(1, ran.Error);
            ran.Error.ShouldContain("SN1018");
            ran.Error.ShouldContain(name);
        }
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task A_file_is_rewritten_once_and_keeps_its_comments_and_its_mode()
    {
        var file = Write("minutes.sql", Minutes);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var looked = await Run.Of("fmt", "--check", file, Write("s.sql", Stream));
        looked.ExitCode.ShouldBe(1);
        looked.Output.ShouldContain(file + "\n");
        File.ReadAllText(file).ShouldBe(Minutes);

        (await Run.Of("fmt", file)).Output.ShouldBe(file + "\n");
        var text = File.ReadAllText(file);
        text.ShouldContain("SELECT");
        text.ShouldContain("-- the mean");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_folder.Path).Length.ShouldBe(2, "nothing is left beside it");

        var again = await Run.Of("fmt", file);
        (again.ExitCode, again.Output).ShouldBe((0, ""));
        again.Error.ShouldContain("1 of 1 files are in canonical form");
    }

    [Fact]
    public async Task A_file_with_errors_is_left_alone_and_the_others_are_written()
    {
        var broken = Write("broken.sql", "CREATE TABLE t AS SELECT FROM s");
        var good = Write("good.sql", Minutes);
        var ran = await Run.Of("fmt", broken, good);
        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain("broken.sql:1:26: error SN2002");
        ran.Output.ShouldBe(good + "\n");
        File.ReadAllText(broken).ShouldBe("CREATE TABLE t AS SELECT FROM s");
    }

    [Fact]
    public async Task Standard_input_becomes_standard_output()
    {
        var ran = await Run.Piped(Minutes, "fmt", "-");
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Output.ShouldStartWith("CREATE TABLE minutes AS\nSELECT");
        (await Run.Piped(ran.Output, "fmt", "-")).Output.ShouldBe(ran.Output);
    }

    [Fact]
    public async Task A_plan_shows_each_step_and_what_is_read()
    {
        var files = new[]
        {
            Write("s.sql", Stream + "CREATE STREAM other (x INT) WITH (format = 'json');"),
            Write("minutes.sql", Minutes + ";CREATE TABLE positive AS SELECT x FROM other WHERE x > 0;"),
        };
        var ran = await Run.Of(["explain", .. files, "--table", "minutes"]);
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Output.ShouldContain("stream s: s, json, time time - 1 minute");
        ran.Output.ShouldNotContain("other");
        ran.Output.ShouldContain("table processed.minutes");
        ran.Output.ShouldContain("tumble 1 minute on time by id: avg(value)");
        ran.Output.ShouldContain("filter value > 0");
        (await Run.Of(["explain", .. files])).Output.ShouldContain("table processed.positive");

        var wrong = await Run.Of(["explain", .. files, "--table", "minute"]);
        wrong.ExitCode.ShouldBe(1);
        wrong.Error.ShouldContain("SN1029");
        wrong.Error.ShouldContain("did you mean 'minutes'?");
    }

    [Fact]
    public async Task Windows_side_by_side_and_over_one_another_pass_the_check()
    {
        var sql = Write("both.sql", Stream + """
            CREATE VIEW both AS
            SELECT window_time, count(*) AS n FROM TUMBLE(TABLE s, DESCRIPTOR(time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, window_time
            UNION ALL
            SELECT window_time, count(*) AS n FROM TUMBLE(TABLE s, DESCRIPTOR(time), INTERVAL '2' MINUTE) GROUP BY window_start, window_end, window_time;
            CREATE TABLE hours AS
            SELECT window_start, max(n) AS n FROM TUMBLE(TABLE both, DESCRIPTOR(window_time), INTERVAL '1' HOUR) GROUP BY window_start, window_end;
            """);
        var ran = await Run.Of("check", sql);
        ran.ExitCode.ShouldBe(0, ran.Error);
    }

    [Fact]
    public async Task What_is_wrong_is_told_to_programs_with_its_place()
    {
        var bad = Write("bad.sql", "CREATE TABLE t AS\n  SELECT valu FROM s;");
        var good = Write("s.sql", Stream);
        foreach (var command in new[] { "check", "explain" })
        {
            var ran = await Run.Of(command, good, bad, "--format", "json");
            (ran.ExitCode, ran.Error).ShouldBe((1, ""));
            var json = JsonNode.Parse(ran.Output)!;
            ((bool)json["ok"]!).ShouldBeFalse();
            var problem = json["problems"]!.AsArray().ShouldHaveSingleItem()!;
            ((string)problem["file"]!, (int)problem["line"]!, (int)problem["column"]!, (string)problem["code"]!).ShouldBe(
                (bad, 2, 10, "SN2011"));
            ((string)problem["fix"]!).ShouldBe("did you mean value?");
        }

        var missing = JsonNode.Parse((await Run.Of("check", "nowhere", "--format", "json")).Output)!["problems"]![0]!;
        ((string)missing["code"]!, missing["file"], missing["line"]).ShouldBe(("SN1002", null, null));
    }

    [Fact]
    public async Task A_plan_for_programs_has_its_steps_in_one_another()
    {
        var ran = await Run.Of("explain", Write("s.sql", Stream), Write("minutes.sql", Minutes), "--format", "json");
        ran.ExitCode.ShouldBe(0, ran.Error);
        var json = JsonNode.Parse(ran.Output)!;
        var stream = json["streams"]![0]!;
        ((string)stream["name"]!, (double)stream["delay"]!, (string)stream["columns"]![2]!["type"]!).ShouldBe(("s", 60, "TIMESTAMP"));
        var steps = new List<string>();
        for (var step = json["pipelines"]![0]!["plan"]; step is not null; step = step["inputs"]!.AsArray().FirstOrDefault())
        {
            steps.Add((string)step["step"]!);
            ((int)step["line"]!).ShouldBeGreaterThan(0);
        }

        steps.ShouldBe(["project", "tumble", "filter", "source"]);
    }

    [Fact]
    public async Task A_check_and_a_look_at_the_form_are_told_to_programs()
    {
        var (good, crooked, broken) = (Write("s.sql", Stream), Write("minutes.sql", Minutes),
            Write("broken.sql", "CREATE TABLE t AS SELECT FROM s"));
        var well = JsonNode.Parse((await Run.Of("check", good, crooked, "--format", "json")).Output)!;
        ((bool)well["ok"]!, (int)well["streams"]!, (int)well["pipelines"]!).ShouldBe((true, 1, 1));

        var looked = await Run.Of("fmt", "--check", crooked, broken, "--format", "json");
        looked.ExitCode.ShouldBe(1);
        var json = JsonNode.Parse(looked.Output)!;
        json["changed"]!.AsArray().Select(file => (string)file!).ShouldBe([crooked]);
        ((int)json["problems"]![0]!["column"]!).ShouldBe(26);
    }

    [Fact]
    public async Task Findings_are_told_to_programs()
    {
        Write("city.json", """{"format": 1, "web": {"port": 0, "adminPort": 0}}""");
        var ran = await Run.Of("doctor", _folder.Path, "--data", Path.Combine(_folder.Path, "data"), "--format", "json");
        var json = JsonNode.Parse(ran.Output)!;
        ((bool)json["ok"]!).ShouldBe(ran.ExitCode == 0);
        json["findings"]!.AsArray().Single(finding => (string)finding!["what"]! == "city")!["ok"]!.GetValue<bool>().ShouldBeTrue();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
