using Sensorium.Core;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Jobs;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Delta;

public sealed class FileChecksumTests : IDisposable
{
    private readonly TestLake _lake = new();
    private readonly DeltaTableStore _tables;
    private readonly LakeCatalog _catalog;

    public FileChecksumTests()
    {
        _tables = new(_lake.Objects, LakeCatalog.FolderOf, Path.Combine(_lake.Folder, "scratch"), _lake.Time);
        _catalog = new(_lake.Objects, _tables);
    }

    public void Dispose()
    {
        _tables.Dispose();
        _lake.Dispose();
    }

    [Fact]
    public async Task Each_flipped_bit_of_a_data_file_is_found_by_verify_by_a_query_that_asks_and_by_a_merge()
    {
        await Fill("t", 3);
        var path = PathOf("processed.t", (await _tables.Snapshot("t"))!.Files[1]);
        var whole = await File.ReadAllBytesAsync(path);
        var random = new Random(5);
        for (var flip = 0; flip < 120; flip++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, damaged);
            var report = (await _tables.Verify("t"))!;
            (report.Checked, report.Damaged.Count, report.Unchecked.Count).ShouldBe((2, 1, 0));
            report.Damaged[0].Path.ShouldBe(Path.GetFileName(path));
        }

        var query = await Should.ThrowAsync<SensoriumException>(async () => await _catalog.Sources(["processed.t"], verifies: true));
        (query.Code, query.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal)).ShouldBe(("SN5001", true));
        var merge = await Should.ThrowAsync<SensoriumException>(async () => await _tables.Optimize("t", dryRun: false));
        (merge.Code, merge.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal)).ShouldBe(("SN5001", true));
        (await _tables.Snapshot("t"))!.Files.Count.ShouldBe(3);

        await File.WriteAllBytesAsync(path, whole);
        (await _catalog.Sources(["processed.t"], verifies: true)).Unchecked.ShouldBe(0);
        (await _tables.Optimize("t", dryRun: false))!.FilesBefore.ShouldBe(3);
        File.Delete(path);
        (await _tables.Verify("t"))!.Damaged.ShouldBeEmpty();
        (await _tables.Verify("t", AsOf.At(3)))!.Damaged.ShouldHaveSingleItem().Reason.ShouldContain("gone");
    }

    [Fact]
    public async Task Checksums_outlive_a_checkpoint_and_a_restart_and_merged_files_and_jobs_have_them()
    {
        var table = await Fill("t", 2);
        var staged = await table.Stage([TestLake.Rows(_lake.Today, ("s", 9))], default);
        staged[0].Checksum.ShouldNotBeNull();
        await (await _tables.OpenTable(new("t", TestLake.Schema, []), default))
            .Commit(new("p/1", 3, staged, new Dictionary<string, object?>()), default);
        var log = _tables.Log("t");
        await log.Refresh(default);
        await log.WriteCheckpoint(0, default);
        foreach (var commit in Directory.GetFiles(Path.Combine(_lake.Folder, "lake", "processed", "t", "_delta_log"), "*.json"))
        {
            await _lake.Objects.Delete($"processed/t/_delta_log/{Path.GetFileName(commit)}");
        }

        (await _tables.Verify("t"))!.Checked.ShouldBe(3);
        await _tables.Optimize("t", dryRun: false);
        (await _tables.Verify("t"))!.Checked.ShouldBe(1);
        await new JobRun(_tables, _catalog, 256 << 20).Run(
            "job", "CREATE OR REPLACE TABLE final.j PARTITIONED BY (id) AS SELECT * FROM t", _ => { }, default);
        var job = (await _tables.Verify("final.j"))!;
        (job.Checked, job.Unchecked.Count).ShouldBe((3, 0));
    }

    [Fact]
    public async Task Files_whose_writer_kept_no_checksum_are_unchecked_and_others_tags_stay()
    {
        var table = await Fill("t", 1);
        var staged = (await table.Stage([TestLake.Rows(_lake.Today, ("x", 1))], default))[0];
        await table.Commit(new("p/1", 2, [staged with { Checksum = null }], new Dictionary<string, object?>()), default);
        var log = _tables.Log("t");
        await log.Refresh(default);
        var add = DeltaActions.Add(
            new DeltaFile(
                "theirs.parquet",
                new Dictionary<string, string?>(),
                staged.Size,
                0,
                null,
                new Dictionary<string, string?> { ["ZCUBE_ID"] = "7" }), dataChange: true);
        await _lake.Objects.Put(
            "processed/t/theirs.parquet", await File.ReadAllBytesAsync(Path.Combine(_lake.Folder, "lake", "processed", "t", staged.Path)));
        (await log.TryPublish([DeltaActions.Info("WRITE", 0, isBlindAppend: true), add], default)).ShouldBeTrue();
        await log.WriteCheckpoint(0, default);

        var report = (await _tables.Verify("t"))!;
        (report.Checked, report.Damaged.Count).ShouldBe((1, 0));
        report.Unchecked.Order(StringComparer.Ordinal).ShouldBe([staged.Path, "theirs.parquet"]);
        (await _catalog.Sources(["processed.t"], verifies: true)).Unchecked.ShouldBe(2);
        (await _tables.Snapshot("t"))!.Files.Single(file => file.Path == "theirs.parquet").Tags!["ZCUBE_ID"].ShouldBe("7");
    }

    private async Task<DeltaTable> Fill(string name, int epochs)
    {
        var table = await _tables.OpenTable(new(name, TestLake.Schema, []), default);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            await _lake.Commit(
                table, epoch, TestLake.Rows(_lake.Today, [.. Enumerable.Range(0, 100).Select(i => ($"a{epoch}", (long)(i * epoch)))]));
        }

        return table;
    }

    private string PathOf(string table, DeltaFile file) => Path.Combine(_lake.Folder, "lake", LakeCatalog.FolderOf(table), file.Path);
}
