using Sensorium.Core;
using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Tests.Maintenance;

public sealed class VacuumTests : IDisposable
{
    private static readonly TimeSpan _week = TimeSpan.FromDays(7);

    private static readonly Func<string, bool> _none = _ => false;

    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task What_older_versions_read_stays_for_the_retention_and_goes_after_it()
    {
        await Compacted();
        _lake.Time.Advance(TimeSpan.FromDays(6));
        (await _lake.Tables.Vacuum("t", _week, dryRun: false, _none))!.Files.ShouldBeEmpty();
        (await _lake.Query("SELECT count(*) FROM t", AsOf.At(3))).ShouldBe(["3"]);

        _lake.Time.Advance(TimeSpan.FromDays(2));
        var planned = (await _lake.Tables.Vacuum("t", _week, dryRun: true, _none))!;
        planned.Files.Count.ShouldBe(3);
        (await _lake.Tables.Vacuum("t", _week, dryRun: true, _none))!.Files.ShouldBe(planned.Files);
        (await _lake.Tables.Vacuum("t", _week, dryRun: false, _none))!.Files.ShouldBe(planned.Files);
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["3"]);
        Directory.GetFiles(Path.Combine(_lake.Folder, "lake", "t"), "*.parquet").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_removed_lately_stays_however_old_it_is()
    {
        var table = await Fill();
        _lake.Time.Advance(TimeSpan.FromDays(20));
        await _lake.Tables.Optimize("t", dryRun: false);
        (await _lake.Tables.Vacuum("t", _week, dryRun: false, _none))!.Files.ShouldBeEmpty();

        // Beyond what checkpoints remember, the commits still know.
        _lake.Time.Advance(TimeSpan.FromDays(9));
        for (var epoch = 4; epoch <= 54; epoch++)
        {
            await _lake.Commit(table, epoch, TestLake.Rows(_lake.Today, ("a", epoch)));
        }

        _lake.Log().ShouldContain("00000000000000000050.checkpoint.parquet");
        (await _lake.Tables.Vacuum("t", TimeSpan.FromDays(10), dryRun: true, _none))!.Files.ShouldBeEmpty();
        (await _lake.Tables.Vacuum("t", TimeSpan.FromDays(8), dryRun: true, _none))!.Files.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Staged_files_stay_while_they_may_be_committed_and_orphans_go()
    {
        var table = await Fill();
        var staged = await table.Stage([TestLake.Rows(_lake.Today, ("s", 4))], default);
        _lake.Time.Advance(TimeSpan.FromDays(6));
        (await _lake.Tables.Vacuum("t", _week, dryRun: false, _none))!.Files.ShouldBeEmpty();
        await table.Commit(new("p/1", 4, staged, new Dictionary<string, object?>()), default);
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["4"]);

        var orphan = await table.Stage([TestLake.Rows(_lake.Today, ("o", 5))], default);
        _lake.Time.Advance(TimeSpan.FromDays(8));
        (await _lake.Tables.Vacuum("t", _week, dryRun: false, _none))!.Files.ShouldBe([$"t/{orphan[0].Path}"]);
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["4"]);
    }

    [Fact]
    public async Task A_file_that_a_checkpoint_lists_stays_however_old_it_is_and_is_committed_then()
    {
        var table = await Fill();
        var staged = await table.Stage([TestLake.Rows(_lake.Today, ("s", 4))], default);
        var orphan = await table.Stage([TestLake.Rows(_lake.Today, ("o", 5))], default);
        _lake.Time.Advance(TimeSpan.FromDays(400));
        var removed = (await _lake.Tables.Vacuum("t", TimeSpan.FromHours(1), dryRun: false, name => name == staged[0].Path))!.Files;
        removed.ShouldContain($"t/{orphan[0].Path}");
        removed.ShouldNotContain($"t/{staged[0].Path}");
        await (await _lake.Open()).Commit(new("p/1", 4, staged, new Dictionary<string, object?>()), default);
        (await _lake.Query("SELECT count(*), max(n) FROM t")).ShouldBe(["4|4"]);
    }

    [Fact]
    public async Task Folders_with_an_underscore_are_left_alone_and_old_commits_go_with_a_checkpoint_standing_for_them()
    {
        var table = await Fill();
        await _lake.Objects.Put("t/_change_data/x.parquet", new byte[] { 1 });
        await _lake.Objects.Put("t/.hidden", new byte[] { 1 });
        for (var epoch = 4; epoch <= 52; epoch++)
        {
            await _lake.Commit(table, epoch, TestLake.Rows(_lake.Today, ("a", epoch)));
        }

        _lake.Time.Advance(TimeSpan.FromDays(31));
        var removed = (await _lake.Tables.Vacuum("t", _week, dryRun: false, _none))!.Files;
        removed.ShouldNotContain(key => key.Contains("_change_data") || key.Contains(".hidden"));
        removed.ShouldContain("t/_delta_log/00000000000000000000.json");
        _lake.Log()[0].ShouldBe("00000000000000000050.checkpoint.parquet");
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["52"]);
        (await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Snapshot("t", AsOf.At(3)))).Code.ShouldBe("SN5006");
    }

    [Fact]
    public async Task A_retention_shorter_than_an_epoch_can_last_is_refused()
    {
        await Fill();
        (await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Vacuum("t", TimeSpan.Zero, dryRun: false, _none))).Code
            .ShouldBe("SN5012");
    }

    private async Task Compacted()
    {
        await Fill();
        await _lake.Tables.Optimize("t", dryRun: false);
    }

    private async Task<DeltaTable> Fill()
    {
        var table = await _lake.Open();
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            await _lake.Commit(table, epoch, TestLake.Rows(_lake.Today, ("a", epoch)));
        }

        return table;
    }
}
