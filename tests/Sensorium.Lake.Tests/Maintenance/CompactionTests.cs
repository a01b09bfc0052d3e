using System.Globalization;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Tests.Maintenance;

public sealed class CompactionTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_day_of_commits_leaves_few_files_and_every_row()
    {
        var table = await _lake.Open();
        var file = (await table.Stage([TestLake.Rows(_lake.Today, ("a", 1))], default))[0];
        var bytes = (await _lake.Objects.Get($"t/{file.Path}"))!;
        for (var epoch = 1; epoch <= 2880; epoch++)
        {
            _lake.Time.Advance(TimeSpan.FromSeconds(30));
            var day = _lake.Time.GetUtcNow().AddMinutes(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var staged = file with { Path = $"part-{epoch}.parquet", Partition = new Dictionary<string, string?> { ["day"] = day } };
            await _lake.Objects.Put($"t/{staged.Path}", bytes);
            await table.Commit(new("p/1", epoch, [staged], new Dictionary<string, object?>()), default);
        }

        var snapshot = (await _lake.Tables.Snapshot("t"))!;
        snapshot.Files.Count.ShouldBeLessThanOrEqualTo(64);
        (await _lake.Query("SELECT count(*), sum(n) FROM t")).ShouldBe(["2880|2880"]);
        (await (await _lake.Open()).Applications(default))["p/1"].ShouldBe(2880);
    }

    [Fact]
    public async Task Optimize_merges_each_partition_into_one_file_and_changes_no_row()
    {
        var table = await Fill(3);
        var before = await _lake.Query("SELECT id, n, day FROM t ORDER BY ALL");
        var planned = (await _lake.Tables.Optimize("t", dryRun: true))!;
        (planned.FilesBefore, planned.FilesAfter).ShouldBe((6, 2));
        (await _lake.Tables.Snapshot("t"))!.Files.Count.ShouldBe(6);
        var report = (await _lake.Tables.Optimize("t", dryRun: false))!;
        (report.FilesBefore, report.FilesAfter, report.Version).ShouldBe((6, 2, 4));
        (await _lake.Tables.Snapshot("t"))!.Files.Count.ShouldBe(2);
        (await _lake.Query("SELECT id, n, day FROM t ORDER BY ALL")).ShouldBe(before);
        (await _lake.Query("SELECT count(*) FROM t", AsOf.At(3))).ShouldBe(["6"]);
        (await _lake.Tables.History("t").FirstAsync()).DataChange.ShouldBeFalse();
        (await _lake.Tables.Optimize("t", dryRun: false))!.FilesBefore.ShouldBe(0);

        await _lake.Commit(table, 4, TestLake.Rows(_lake.Today, ("z", 9)));
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task A_commit_that_comes_between_costs_nothing()
    {
        var table = await Fill(3);
        _lake.Objects.Before = () => _lake.Commit(table, 4, TestLake.Rows(_lake.Today, ("z", 9)));
        (await _lake.Tables.Optimize("t", dryRun: false))!.FilesBefore.ShouldBe(6);
        (await _lake.Query("SELECT count(*), max(n) FROM t")).ShouldBe(["7|9"]);
    }

    [Fact]
    public async Task Two_at_once_merge_every_file_once()
    {
        await Fill(3);
        _lake.Objects.Before = async () => (await _lake.Tables.Optimize("t", dryRun: false))!.FilesBefore.ShouldBe(6);
        (await _lake.Tables.Optimize("t", dryRun: false))!.FilesBefore.ShouldBe(0);
        (await _lake.Query("SELECT count(*), count(DISTINCT (id, day)) FROM t")).ShouldBe(["6|6"]);
    }

    private async Task<DeltaTable> Fill(int epochs)
    {
        var table = await _lake.Open();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            await _lake.Commit(
                table, epoch, TestLake.Rows(_lake.Today, ($"a{epoch}", epoch)), TestLake.Rows(_lake.Today - 1, ($"b{epoch}", epoch)));
        }

        return table;
    }
}
