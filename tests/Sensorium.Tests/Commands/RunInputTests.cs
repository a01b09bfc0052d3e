using System.Collections;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Sensorium.CommandLine;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

/// <summary>What a run reads, and what it keeps of it as it came.</summary>
public sealed class RunInputTests : IDisposable
{
    private const string Sql = """
        CREATE STREAM readings (id VARCHAR NOT NULL, n INT) WITH (stream = 'physical', format = 'json');
        CREATE TABLE a AS SELECT id FROM readings;
        CREATE TABLE b AS SELECT n FROM readings WHERE n > 1;
        """;

    private const string Records = "{\"id\":\"x\",\"n\":1}\nnot JSON\n{\"id\":\"y\",\"n\":2}\n";

    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "out");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipe_is_read_once_for_all_pipelines(bool isCompressed)
    {
        var pipe = Path.Combine(_folder.Path, "pipe");
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        var writing = Task.Run(async () =>
        {
            await using var file = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await using Stream target = isCompressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
            await target.WriteAsync(Encoding.UTF8.GetBytes(Records));
        });
        var ran = await Run.Of([.. Command($"readings={pipe}"), "--format", "json"]);
        await writing;
        ran.ExitCode.ShouldBe(0, ran.Error);
        JsonNode.Parse(ran.Output)!["pipelines"]!.AsArray().Select(entry => (int)entry!["stored"]!).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Standard_input_is_a_dash()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var session = new Session(new(Stream.Null, output, error, colour: false), new Hashtable())
        {
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Records)),
        };
        (await Invocation.Run([.. Command("readings=-"), "--format", "json"], session)).ShouldBe(0, error.ToString());
        JsonNode.Parse(output.ToString())!["pipelines"]!.AsArray().Select(entry => (int)entry!["read"]!).ShouldBe([3, 3]);
        Directory.EnumerateFiles(_folder.Path, "input-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Raw_keeps_every_record_as_it_came_and_only_when_asked()
    {
        var input = $"readings={_folder.Write("in.ndjson", Records)}";
        (await Run.Of(Command(input))).ExitCode.ShouldBe(0);
        Directory.Exists(Path.Combine(Output, "raw")).ShouldBeFalse();

        var ran = await Run.Of([.. Command(input), "--overwrite", "--raw", "--format", "json"]);
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Error.ShouldContain($"physical → {Output}/raw/physical");
        var ledger = JsonNode.Parse(ran.Output)!;
        ((bool)ledger["balanced"]!).ShouldBeTrue();
        var raw = ledger["pipelines"]!.AsArray().Single(entry => (string)entry!["name"]! == "raw.physical")!;
        ((int)raw["stored"]!, (int)raw["rejected"]!).ShouldBe((2, 1));
        var kept = await Run.Of(
            "query",
            "SELECT _position, CAST(_value AS VARCHAR) AS v FROM t ORDER BY 1",
            "--table",
            $"t={Output}/raw/physical",
            "--format",
            "csv");
        kept.Output.Split('\n').Length.ShouldBe(5);
        kept.Output.ShouldContain("17,not JSON");
        var rejected = await Run.Of("query", "SELECT reason FROM t", "--table", $"t={Output}/raw/readings__rejected", "--format", "csv");
        rejected.Output.ShouldBe("reason\nthe record is not valid JSON\n");
    }

    [Fact]
    public async Task A_misspelt_stream_is_guessed()
    {
        var ran = await Run.Of(Command($"reedings={_folder.Write("in.ndjson", Records)}"));
        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldBe(
            $"error SN1021: --input reedings={_folder.Path}/in.ndjson: the SQL declares no stream reedings.\n  fix: did you mean "
                + $"'readings'?\n");
        Directory.Exists(Output).ShouldBeFalse();
    }

    private string[] Command(string input) =>
        ["run", _folder.Write("run.sql", Sql), "--input", input, "--output", Output, "--now", "2026-05-05T00:00:00Z"];
}
