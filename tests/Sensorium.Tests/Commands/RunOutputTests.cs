using Sensorium.City.Runs;
using Sensorium.Core;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

/// <summary>What a run does to the folder it writes into.</summary>
public sealed class RunOutputTests : IDisposable
{
    private const string Sql = """
        CREATE STREAM s (id VARCHAR, n INT) WITH (format = 'json');
        CREATE TABLE a AS SELECT id FROM s;
        CREATE TABLE b AS SELECT n FROM s;
        """;

    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "out");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a")]
    [InlineData("b__late")]
    public async Task A_folder_that_is_no_table_is_refused_by_name_and_stays(string name)
    {
        var letter = _folder.Write($"out/{name}/letters/first.txt", "keep me");
        foreach (var more in new string[][] { [], ["--overwrite"] })
        {
            var ran = await Run([.. more]);
            ran.ExitCode.ShouldBe(1);
            ran.Error.ShouldStartWith($"error SN1080: the folder {Path.Combine(Output, name)} is in the way");
            ran.Error.ShouldNotContain("holds a table");
        }

        File.ReadAllText(letter).ShouldBe("keep me");
        Directory.GetFileSystemEntries(Output).ShouldBe([Path.Combine(Output, name)], "nothing of the run stays");
    }

    [Fact]
    public async Task A_table_is_replaced_only_when_asked_and_what_is_none_of_the_run_stays()
    {
        (await Run()).ExitCode.ShouldBe(0);
        _folder.Write("out/notes.txt", "mine");
        var refused = await Run();
        refused.Error.ShouldContain("SN1020");
        var replaced = await Run("""{"id":"x","n":1}""", "--overwrite");
        replaced.ExitCode.ShouldBe(0, replaced.Error);
        (await Count("a")).ShouldBe(1);
        Names().ShouldBe(["a", "a__late", "a__rejected", "b", "b__late", "b__rejected", "notes.txt"]);
    }

    [Fact]
    public async Task A_run_that_fails_leaves_the_tables_that_stood()
    {
        (await Run()).ExitCode.ShouldBe(0);
        var cut = Path.Combine(_folder.Path, "cut.ndjson.gz");
        await File.WriteAllBytesAsync(cut, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1]);
        var failed = await CommandLine.Run.Of(
            "run", _folder.Write("run.sql", Sql), "--input", $"s={cut}", "--output", Output, "--overwrite");
        failed.ExitCode.ShouldBe(1);
        failed.Error.ShouldContain("SN4103");
        (await Count("a")).ShouldBe(2);
        Names().ShouldBe(["a", "a__late", "a__rejected", "b", "b__late", "b__rejected"]);
    }

    [Fact]
    public async Task A_run_that_was_killed_while_its_tables_took_their_places_is_finished_by_the_next()
    {
        (await Run()).ExitCode.ShouldBe(0);
        (await CommandLine.Run.Of(Arguments("""{"id":"x","n":1}""", Path.Combine(_folder.Path, "other")))).ExitCode.ShouldBe(0);

        // As a kill leaves it: b has given up its place, and nothing has taken it.
        var own = Path.Combine(Output, ".run");
        Directory.CreateDirectory(Path.Combine(own, "old"));
        Directory.Move(Path.Combine(Output, "b"), Path.Combine(own, "old", "b"));
        Directory.Move(Path.Combine(_folder.Path, "other"), Path.Combine(own, "whole"));

        RunOutput.Open(Output).Dispose();
        (await Count("a")).ShouldBe(1);
        (await Count("b")).ShouldBe(1);
        Names().ShouldBe(["a", "a__late", "a__rejected", "b", "b__late", "b__rejected"]);
    }

    [Fact]
    public async Task What_a_run_that_was_killed_before_has_left_is_removed_by_the_next()
    {
        _folder.Write("out/.run/new/a/_delta_log/00000000000000000000.json", "half");
        _folder.Write("out/.run/lock", "");
        (await Run()).ExitCode.ShouldBe(0);
        (await Count("a")).ShouldBe(2);
        Names().ShouldBe(["a", "a__late", "a__rejected", "b", "b__late", "b__rejected"]);
    }

    [Fact]
    public async Task Two_runs_do_not_write_into_one_folder_at_once()
    {
        using (RunOutput.Open(Output))
        {
            (await Run()).Error.ShouldContain("error SN1081: another run writes into");
        }

        Directory.Exists(Output).ShouldBeFalse("the one that made it left nothing");
        (await Run()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void A_table_does_not_lie_in_the_folder_of_another()
    {
        using (var output = RunOutput.Open(Output))
        {
            Should.Throw<SensoriumException>(() => output.Begin(["raw/b", "raw"], overwrite: false)).Code.ShouldBe("SN1082");
        }

        _folder.Write("out/raw/_delta_log/0.json", "");
        using var other = RunOutput.Open(Output);
        Should.Throw<SensoriumException>(() => other.Begin(["raw/b"], overwrite: true)).Code.ShouldBe("SN1080");
    }

    private string[] Names() =>
        [.. Directory.GetFileSystemEntries(Output).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private async Task<long> Count(string table)
    {
        var ran = await CommandLine.Run.Of(
            "query", "SELECT count(*) AS n FROM t", "--table", $"t={Path.Combine(Output, table)}", "--format", "csv");
        return long.Parse(ran.Output.Split('\n')[1]);
    }

    private Task<Run> Run(params string[] more) => Run("{\"id\":\"x\",\"n\":1}\n{\"id\":\"y\",\"n\":2}", more);

    private Task<Run> Run(string records, params string[] more) => CommandLine.Run.Of([.. Arguments(records, Output), .. more]);

    private string[] Arguments(string records, string output) =>
        ["run", _folder.Write("run.sql", Sql), "--input", $"s={_folder.Write("in.ndjson", records)}", "--output", output, "--now",
            "2026-05-05T00:00:00Z"];
}
