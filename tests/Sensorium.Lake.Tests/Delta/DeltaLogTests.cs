using Sensorium.Core;
using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Tests.Delta;

public sealed class DeltaLogTests : IDisposable
{
    private readonly TestLake _lake = new();

    private string LogFolder => Path.Combine(_lake.Folder, "lake", "t", "_delta_log");

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task A_table_is_read_from_its_checkpoint_and_the_commits_after_it()
    {
        await Fill(60);
        _lake.Log().ShouldContain("00000000000000000050.checkpoint.parquet");
        (await File.ReadAllTextAsync(Path.Combine(LogFolder, "_last_checkpoint"))).ShouldContain("\"version\":50");
        for (var version = 0; version <= 50; version++)
        {
            await _lake.Objects.Delete($"t/_delta_log/{version:D20}.json");
        }

        (await _lake.Query("SELECT count(*), sum(n), count(DISTINCT day) FROM t")).ShouldBe(["60|1830|1"]);
        (await (await _lake.Open()).Applications(default))["p/1"].ShouldBe(60);
        var snapshot = (await _lake.Tables.Snapshot("t"))!;
        snapshot.Schema.ToString().ShouldBe(TestLake.Schema.ToString());
        snapshot.PartitionColumns.ShouldBe(["day"]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"version\":7}")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("50")]
    [InlineData("{\"version\":\"50\"}")]
    [InlineData("{\"version\":null}")]
    [InlineData("{\"version\":-3}")]
    [InlineData("{\"version\":1e30}")]
    [InlineData("{\"version\":9223372036854775807}")]
    [InlineData("{\"version\":55}")]
    public async Task A_damaged_hint_harms_nothing(string hint)
    {
        await Fill(55);
        await _lake.Objects.Put("t/_delta_log/_last_checkpoint", System.Text.Encoding.UTF8.GetBytes(hint));
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["55"]);
        await _lake.Commit(await _lake.Open(), 56, TestLake.Rows(_lake.Today, ("a", 56)));
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["56"]);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_passed_over_while_its_commits_stand_and_refused_when_they_are_gone()
    {
        await Fill(55);
        await _lake.Objects.Put("t/_delta_log/00000000000000000050.checkpoint.parquet", "PAR1 no more"u8.ToArray());
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["55"]);
        await _lake.Objects.Delete("t/_delta_log/00000000000000000000.json");
        var error = await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Snapshot("t"));
        error.Code.ShouldBe("SN5001");
        error.Message.ShouldContain("00000000000000000050.checkpoint.parquet");
    }

    [Fact]
    public async Task A_missing_commit_is_named()
    {
        await Fill(5);
        await _lake.Objects.Delete("t/_delta_log/00000000000000000003.json");
        var error = await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Snapshot("t"));
        error.Code.ShouldBe("SN5001");
        error.Message.ShouldContain("00000000000000000003.json is missing");
        (await _lake.Query("SELECT count(*) FROM t", AsOf.At(2))).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_commit_cut_anywhere_is_refused_by_name()
    {
        await Fill(3);
        var key = "t/_delta_log/00000000000000000003.json";
        var whole = (await _lake.Objects.Get(key))!;
        for (var length = 0; length < whole.Length - 1; length += 7)
        {
            await _lake.Objects.Put(key, whole.AsMemory(0, length));
            var error = await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Snapshot("t"));
            error.Code.ShouldBe("SN5001");
            error.Message.ShouldContain("00000000000000000003.json");
        }

        var lines = Array.IndexOf(whole, (byte)'\n') + 1;
        await _lake.Objects.Put(key, whole.AsMemory(0, lines));
        (await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Snapshot("t"))).Message.ShouldContain(
            "it has 1 of 3 lines");
    }

    [Fact]
    public async Task Every_version_and_every_moment_can_be_read()
    {
        await Fill(60);
        foreach (var version in new long[] { 0, 1, 31, 49, 50, 51, 60 })
        {
            var epochs = (await _lake.Tables.Snapshot("t", AsOf.At(version)))!.Applications.GetValueOrDefault("p/1");
            (await _lake.Query("SELECT count(*) FROM t", AsOf.At(version))).ShouldBe([$"{epochs}"]);
        }

        // An epoch every 30 s, beginning 30 s after the birth.
        var birth = _lake.Time.Start;
        (await _lake.Query("SELECT count(*) FROM t", AsOf.At(birth.AddSeconds(30 * 10)))).ShouldBe(["10"]);
        (await _lake.Query("SELECT count(*) FROM t", AsOf.At(birth.AddSeconds((30 * 10) + 29)))).ShouldBe(["10"]);
        (await _lake.Query("SELECT count(*) FROM t", AsOf.At(birth.AddDays(9)))).ShouldBe(["60"]);
        (await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Snapshot("t", AsOf.At(birth.AddSeconds(-1))))).Code
            .ShouldBe("SN5006");
        (await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Snapshot("t", AsOf.At(1000)))).Code.ShouldBe("SN5006");
    }

    [Fact]
    public async Task History_tells_what_every_commit_did()
    {
        await Fill(2);
        var history = await _lake.Tables.History("t").ToListAsync();
        history.Select(entry => (entry.Version, entry.Operation, entry.FilesAdded, entry.Rows, entry.Epoch)).ShouldBe(
            [(2, "STREAMING UPDATE", 1, 1, 2), (1, "STREAMING UPDATE", 1, 1, 1), (0, "CREATE TABLE", 0, 0, null)]);
        history[0].Provenance!.ShouldContain("\"pipeline\":\"p\"");
        history[0].Time.ShouldBe(_lake.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_nullable_column_at_the_end_is_added_in_place_and_older_files_have_nulls_in_it()
    {
        await Fill(2);
        var wider = new Schema([.. TestLake.Schema.Fields, new("note", TypeKind.Varchar)]);
        var table = await _lake.Tables.OpenTable(new("t", wider, ["day"]), default);
        var batch = new Batch(wider);
        batch.EnsureCapacity(1);
        batch.Count = 1;
        batch.Text(0).Set(0, "new"u8);
        batch.Values<long>(1).Set(0, 9);
        batch.Values<int>(2).Set(0, _lake.Today);
        batch.Text(3).Set(0, "hello"u8);
        await _lake.Commit(table, 3, batch);
        (await _lake.Query("SELECT n, note FROM t ORDER BY n")).ShouldBe(["1|NULL", "2|NULL", "9|hello"]);
        (await Should.ThrowAsync<SensoriumException>(async () => await _lake.Open())).Code.ShouldBe("SN5004");
    }

    [Fact]
    public async Task Files_staged_before_a_stop_and_gone_since_are_named_and_nothing_is_committed()
    {
        var table = await _lake.Open();
        var files = await table.Stage([TestLake.Rows(_lake.Today, ("a", 1))], default);
        await _lake.Objects.Delete($"t/{files[0].Path}");
        var after = await _lake.Open();
        var error = await Should.ThrowAsync<SensoriumException>(
            async () => await after.Commit(new("p/1", 1, files, new Dictionary<string, object?>()), default));
        error.Code.ShouldBe("SN5008");
        (await _lake.Tables.Snapshot("t"))!.Version.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_outside_the_table_is_not_read()
    {
        await Fill(1);
        await _lake.Objects.Put(
            "t/_delta_log/00000000000000000002.json",
            """{"add":{"path":"../other/secret.parquet","partitionValues":{"day":"2026-05-04"},"size":1,"modificationTime":1,"dataChange":true}}"""u8.ToArray());
        var error = await Should.ThrowAsync<SensoriumException>(async () => await _lake.Tables.Optimize("t", dryRun: false));
        error.Code.ShouldBe("SN5007");
    }

    private async Task Fill(int epochs)
    {
        var table = await _lake.Open();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            _lake.Time.Advance(TimeSpan.FromSeconds(30));
            await _lake.Commit(table, epoch, TestLake.Rows(_lake.Today, ("a", epoch)));
        }
    }
}
