using Sensorium.Lake.Delta;
using System.Text;
using Sensorium.Core.Tables;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Tests.Delta;

/// <summary>What a table has removed is named in its checkpoints, whether or not whoever writes them still has it in memory.</summary>
public sealed class TombstoneTests : IDisposable
{
    private readonly TestLake _lake = new();
    private StagedFile? _file;
    private byte[] _bytes = [];
    private long _epoch;

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Removed_files_go_from_checkpoint_to_checkpoint_until_they_are_a_week_old()
    {
        var table = await _lake.Open();
        await Fill(table, 210);
        var log = _lake.Tables.Log("t");
        await log.Refresh(default);
        var removed = Directory.GetFiles(Path.Combine(_lake.Folder, "lake", "t"), "*.parquet").Select(path => Path.GetFileName(path)!)
            .Except(log.State.Files.Keys).ToList();
        removed.Count.ShouldBeGreaterThan(150);
        log.State.Tombstones.Keys.ShouldBe(removed, ignoreOrder: true);
        Checkpoints().Length.ShouldBeGreaterThan(2);
        (await _lake.Tables.Vacuum("t", TimeSpan.FromDays(7), dryRun: true, _ => false))!.Files.ShouldBeEmpty();

        // A table that is opened afterwards has them from the checkpoint alone.
        _lake.Time.Advance(TimeSpan.FromDays(6));
        await Fill(await _lake.Open(), 60);
        removed.ShouldBeSubsetOf(await Reloaded());

        _lake.Time.Advance(TimeSpan.FromDays(2));
        await Fill(table, 60);
        (await Reloaded()).Intersect(removed).ShouldBeEmpty();
        (await Reloaded()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_file_that_another_engine_brings_back_is_no_longer_named_as_removed()
    {
        var table = await _lake.Open();
        await _lake.Objects.Put("t/day=x/other.parquet", new byte[] { 1 });
        await Foreign(
            1,
            """{"add":{"path":"day=x/other.parquet","partitionValues":{"day":"2026-05-04"},"size":1,"modificationTime":1,"dataChange":true}}""");
        await Foreign(
            2,
            $$$"""{"remove":{"path":"day=x/other.parquet","deletionTimestamp":{{{_lake.Time.GetUtcNow().ToUnixTimeMilliseconds()}}},"dataChange":true}}""");
        await Fill(table, 55);
        (await Reloaded()).ShouldContain("day=x/other.parquet");
        var last = (await _lake.Tables.Snapshot("t"))!.Version;
        await Foreign(
            last + 1,
            """{"add":{"path":"day=x/other.parquet","partitionValues":{"day":"2026-05-04"},"size":1,"modificationTime":1,"dataChange":false}}""");
        await _lake.Objects.Delete("t/day=x/other.parquet");
        var checkpoints = Checkpoints().Length;
        for (var more = 0; Checkpoints().Length == checkpoints; more++)
        {
            more.ShouldBeLessThan(60);
            await Fill(table, 1);
        }

        (await Reloaded()).ShouldNotContain("day=x/other.parquet");
        using var duck = new DuckDatabase(new Dictionary<string, string>());
        duck.Query(
            $"SELECT add.path, remove.path FROM read_parquet('{Checkpoints()[^1]}') WHERE coalesce(add.path, remove.path) LIKE "
                + $"'%other.parquet'").Rows
            .ShouldHaveSingleItem()[1].ShouldBeNull();
    }

    private string[] Checkpoints() =>
        [.. Directory.GetFiles(Path.Combine(_lake.Folder, "lake", "t", "_delta_log"), "*.checkpoint.parquet")
            .Order(StringComparer.Ordinal)];

    private async Task<IEnumerable<string>> Reloaded()
    {
        var log = _lake.Tables.Log("t");
        await log.Refresh(default);
        return log.State.Tombstones.Keys;
    }

    private ValueTask Foreign(long version, string action) =>
        _lake.Objects.Put($"t/_delta_log/{version:D20}.json", Encoding.UTF8.GetBytes(action + "\n"));

    /// <summary>Commits of one small file each, the same one under other names.</summary>
    private async Task Fill(DeltaTable table, int epochs)
    {
        if (_file is null)
        {
            _file = (await table.Stage([TestLake.Rows(_lake.Today, ("a", 1))], default))[0];
            _bytes = (await _lake.Objects.Get($"t/{_file.Path}"))!;
            await _lake.Objects.Delete($"t/{_file.Path}");
        }

        for (var end = _epoch + epochs; _epoch < end;)
        {
            _epoch++;
            _lake.Time.Advance(TimeSpan.FromSeconds(1));
            var staged = _file with { Path = $"part-{_epoch}.parquet" };
            await _lake.Objects.Put($"t/{staged.Path}", _bytes);
            await table.Commit(new("p/1", _epoch, [staged], new Dictionary<string, object?>()), default);
        }
    }
}
