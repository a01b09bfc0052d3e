using System.Text.Json.Nodes;

namespace Sensorium.Tests.Commands;

public sealed class LakeTests : IDisposable
{
    private readonly TestCity _city = new();

    public void Dispose() => _city.Dispose();

    [Fact]
    public async Task History_lists_versions_newest_first()
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"), ("b", 1, 1, "2026-05-04"));
        var text = await _city.Sensorium("lake", "history", "t");
        text.ExitCode.ShouldBe(0, text.Error);
        text.Output.Split('\n')[1].ShouldContain("STREAMING UPDATE");
        text.Output.ShouldContain("t/1 epoch 1");
        var json = JsonNode.Parse((await _city.Sensorium("lake", "history", "processed.t", "--format", "json")).Output)!;
        ((long)json[0]!["version"]!, (long)json[0]!["rows"]!, (string)json[0]!["provenance"]!["pipeline"]!).ShouldBe((1, 2, "t"));
        (await _city.Sensorium("lake", "history", "t", "--limit", "1")).Output.Split('\n').Length.ShouldBe(3);
        var missing = await _city.Sensorium("lake", "history", "u");
        missing.ExitCode.ShouldBe(1);
        missing.Error.ShouldContain("error SN5013: the lake has no table processed.u.");
        (await _city.Sensorium("lake", "history", "t", "--limit", "0")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_misspelt_table_is_guessed_and_of_many_the_first_are_listed()
    {
        foreach (var name in Enumerable.Range(10, 15))
        {
            await _city.Commit($"table_{name}", ("a", 1, 1, "2026-05-04"));
        }

        await _city.Commit("temperature_by_minute", ("a", 1, 1, "2026-05-04"));
        (await _city.Sensorium("lake", "history", "temperature_by_minut")).Error.ShouldContain("did you mean 'temperature_by_minute'?");
        (await _city.Sensorium("lake", "optimize", "processed.temprature_by_minute")).Error.ShouldContain(
            "did you mean 'temperature_by_minute'?");
        var far = (await _city.Sensorium("lake", "history", "elsewhere_entirely")).Error;
        far.ShouldContain("there are table_10, table_11");
        far.ShouldContain("table_19 and 6 more.");
    }

    [Fact]
    public async Task Verify_names_a_damaged_file_and_a_query_that_asks_is_refused()
    {
        await _city.Commit("t", ("a", 1, 1, "2026-05-04"));
        await _city.Commit("u", ("b", 2, 2, "2026-05-04"));
        var whole = await _city.Sensorium("lake", "verify");
        (whole.ExitCode, whole.Output.Split('\n')[0]).ShouldBe(
            (0, $"processed.t version 1: 1 files as written, {new FileInfo(DataFile()).Length} bytes; 0 damaged"));
        var bytes = await File.ReadAllBytesAsync(DataFile());
        bytes[bytes.Length / 2] ^= 4;
        await File.WriteAllBytesAsync(DataFile(), bytes);
        var damaged = await _city.Sensorium("lake", "verify", "--format", "json");
        damaged.ExitCode.ShouldBe(1);
        var tables = JsonNode.Parse(damaged.Output)!;
        tables.AsArray().Select(table => table!["damaged"]!.AsArray().Count).ShouldBe([1, 0]);
        ((string)tables[0]!["damaged"]![0]!["file"]!).ShouldBe(Path.GetFileName(DataFile()));
        (await _city.Sensorium("query", "SELECT n FROM t", "--verify")).Error.ShouldContain("error SN5001: the data file");
        (await _city.Sensorium("query", "SELECT n FROM u", "--verify", "--format", "csv")).Output.ShouldBe("n\n2\n");

        string DataFile() => Directory.GetFiles(Path.Combine(_city.Data, "lake", "processed", "t"), "*.parquet").Single();
    }

    [Fact]
    public async Task Optimize_and_vacuum_tell_before_they_do()
    {
        for (var epoch = 0; epoch < 3; epoch++)
        {
            await _city.Commit("t", ("a", epoch, 1, "2026-05-04"));
            await _city.Commit("raw.s", ("a", epoch, 1, "2026-05-04"));
        }

        (await _city.Sensorium("lake", "optimize", "--dry-run")).Output.ShouldBe(
            "raw.s: 3 files would become 1\nprocessed.t: 3 files would become 1\n");
        (await _city.Sensorium("lake", "optimize", "t")).Output.ShouldStartWith("processed.t: 3 files became 1, ");
        var all = JsonNode.Parse((await _city.Sensorium("lake", "optimize", "--format", "json")).Output)!.AsArray();
        all.Select(row => ((string)row!["table"]!, (int)row["filesBefore"]!)).ShouldBe([("raw.s", 3), ("processed.t", 0)]);
        (await _city.Sensorium("query", "SELECT count(*) AS n FROM t", "--format", "csv")).Output.ShouldBe("n\n3\n");

        (await _city.Sensorium("lake", "vacuum", "t", "--retain", "1h", "--dry-run")).Output.ShouldBe(
            "processed.t: 0 files, 0 bytes would be removed\n");
        foreach (var file in Directory.GetFiles(Path.Combine(_city.Data, "lake", "processed", "t"), "*.parquet"))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-8));
        }

        (await _city.Sensorium("lake", "vacuum", "--retain", "7d")).Output.ShouldContain(
            "processed.t: 0 files", customMessage: "they were removed from the table a moment ago");
        (await _city.Sensorium("lake", "vacuum", "--retain", "1 min")).Error.ShouldContain("SN5012");
        (await _city.Sensorium("lake", "vacuum", "--retain", "soon")).ExitCode.ShouldBe(2);
    }
}
