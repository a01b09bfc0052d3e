using System.Text;
using Sensorium.Core;
using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Tests.Delta;

/// <summary>Another engine writes the table, and takes the version that a commit was about to have.</summary>
public sealed class ForeignWriterTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task An_append_of_another_engine_and_ours_both_land()
    {
        var table = await _lake.Open();
        var other = (await table.Stage([TestLake.Rows(_lake.Today, ("other", 1))], default))[0];
        _lake.Objects.Before = () => Foreign(1, DeltaActions.Add(other, 1, dataChange: true).ToJsonString());
        await _lake.Commit(table, 1, TestLake.Rows(_lake.Today, ("ours", 2)));
        (await _lake.Query("SELECT id FROM t ORDER BY n")).ShouldBe(["other", "ours"]);
        (await _lake.Tables.Snapshot("t"))!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_epoch_from_another_process_is_not_committed_again()
    {
        var table = await _lake.Open();
        _lake.Objects.Before = async () => await _lake.Commit(await _lake.Open(), 1, TestLake.Rows(_lake.Today, ("first", 1)));
        await _lake.Commit(table, 1, TestLake.Rows(_lake.Today, ("second", 1)));
        (await _lake.Query("SELECT id FROM t")).ShouldBe(["first"]);
    }

    [Theory]
    [InlineData(
        """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}""", "deletionVectors")]
    [InlineData(
        """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["v2Checkpoint"],"writerFeatures":["v2Checkpoint"]}}""",
        "v2Checkpoint")]
    [InlineData(
        """{"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["rowTracking","appendOnly"]}}""", "rowTracking")]
    [InlineData("""{"protocol":{"minReaderVersion":1,"minWriterVersion":4}}""", "writer version 4")]
    [InlineData("""{"protocol":{"minReaderVersion":4,"minWriterVersion":8}}""", "reader version 4")]
    public async Task A_feature_that_comes_between_is_refused_by_name_and_nothing_is_committed(string protocol, string name)
    {
        var table = await _lake.Open();
        await _lake.Commit(table, 1, TestLake.Rows(_lake.Today, ("a", 1)));
        await _lake.Commit(table, 2, TestLake.Rows(_lake.Today, ("a", 2)));
        _lake.Objects.Before = () => Foreign(3, protocol);
        var refused = await Refusal(() => _lake.Commit(table, 3, TestLake.Rows(_lake.Today, ("a", 3))));
        (refused.Code, refused.Message.Contains(name, StringComparison.Ordinal)).ShouldBe(("SN5002", true), refused.Message);
        _lake.Log().ShouldNotContain("00000000000000000004.json");
        (await Refusal(async () => await _lake.Open())).Code.ShouldBe("SN5002");
        (await Refusal(async () => await _lake.Tables.Optimize("t", dryRun: false))).Code.ShouldBe("SN5002");
        (await Refusal(async () => await _lake.Tables.Vacuum("t", TimeSpan.FromDays(7), dryRun: false, _ => false))).Code.ShouldBe(
            "SN5002");
    }

    [Fact]
    public async Task Features_of_writers_alone_do_not_keep_readers_away()
    {
        var table = await _lake.Open();
        await _lake.Commit(table, 1, TestLake.Rows(_lake.Today, ("a", 1)));
        await Foreign(2, """{"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["rowTracking"]}}""");
        (await _lake.Query("SELECT count(*) FROM t")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Columns_that_another_engine_changes_meanwhile_are_refused()
    {
        var table = await _lake.Open();
        _lake.Objects.Before = () => Foreign(1, Metadata().Replace("long", "string", StringComparison.Ordinal));
        (await Refusal(() => _lake.Commit(table, 1, TestLake.Rows(_lake.Today, ("a", 1))))).Code.ShouldBe("SN5004");
        _lake.Log().ShouldNotContain("00000000000000000002.json");
    }

    [Fact]
    public async Task A_deletion_vector_is_refused_whatever_the_protocol_says()
    {
        var table = await _lake.Open();
        var file = (await table.Stage([TestLake.Rows(_lake.Today, ("a", 1))], default))[0];
        var add = DeltaActions.Add(file, 1, dataChange: true);
        add["add"]!["deletionVector"] = new System.Text.Json.Nodes.JsonObject
        {
            ["storageType"] = "u",
            ["pathOrInlineDv"] = "x",
            ["sizeInBytes"] = 1,
            ["cardinality"] = 1,
        };
        await Foreign(1, add.ToJsonString());
        var refused = await Refusal(async () => await _lake.Tables.Snapshot("t"));
        (refused.Code, refused.Message).ShouldBe(("SN5002", "table t has deletion vectors, which this release does not know."));
    }

    [Theory]
    [InlineData("""{"add":{"path":"x","partitionValues":[],"size":1,"dataChange":true}}""")]
    [InlineData("""{"add":{"path":"x","partitionValues":{"day":5},"size":1,"dataChange":true}}""")]
    [InlineData("""{"add":{"path":"x","partitionValues":{},"size":"big","dataChange":true}}""")]
    [InlineData("""{"add":{"path":"x","partitionValues":{},"size":1e40,"dataChange":true}}""")]
    [InlineData("""{"add":{"path":7,"partitionValues":{},"size":1,"dataChange":true}}""")]
    [InlineData("""{"add":{"path":"x","partitionValues":{},"size":1,"modificationTime":"now","dataChange":true}}""")]
    [InlineData("""{"add":{"path":"x","partitionValues":{},"size":1,"dataChange":true,"stats":{}}}""")]
    [InlineData("""{"remove":{"path":"x","deletionTimestamp":"now"}}""")]
    [InlineData("""{"txn":{"appId":"a","version":"1"}}""")]
    [InlineData("""{"txn":{"appId":"a","version":1,"lastUpdated":"now"}}""")]
    [InlineData("""{"protocol":{"minReaderVersion":"1","minWriterVersion":2}}""")]
    [InlineData("""{"protocol":{"minReaderVersion":1e20,"minWriterVersion":2}}""")]
    [InlineData("""{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[1]}}""")]
    [InlineData("""{"metaData":{"schemaString":"no JSON","partitionColumns":[]}}""")]
    [InlineData("""{"metaData":{"schemaString":5,"partitionColumns":[]}}""")]
    [InlineData("""{"metaData":{"schemaString":"{}","partitionColumns":[]}}""")]
    [InlineData("""{"metaData":{"schemaString":"{\"fields\":[{}]}","partitionColumns":[]}}""")]
    [InlineData("""{"metaData":{"schemaString":"[]","partitionColumns":[]}}""")]
    [InlineData("""{"metaData":{"partitionColumns":[1]}}""")]
    public async Task An_action_of_another_shape_is_damage_and_named(string action)
    {
        await _lake.Open();
        await Foreign(1, action);
        var refused = await Refusal(async () => await _lake.Tables.Snapshot("t"));
        (refused.Code, refused.Message.Contains("table t", StringComparison.Ordinal)).ShouldBe(("SN5001", true), refused.Message);
        (await Refusal(async () => await _lake.Open())).Code.ShouldBe("SN5001");
    }

    [Fact]
    public async Task A_data_file_that_cannot_be_read_is_named_by_a_merge_and_keeps_no_commit_and_no_checkpoint_away()
    {
        var table = await _lake.Open();
        for (var epoch = 1; epoch <= 55; epoch++)
        {
            await _lake.Commit(table, epoch, TestLake.Rows(_lake.Today, ("a", epoch)));
            if (epoch == 3)
            {
                var file = Directory.GetFiles(Path.Combine(_lake.Folder, "lake", "t"), "*.parquet")[0];
                await File.WriteAllBytesAsync(file, "no Parquet"u8.ToArray());
            }
        }

        _lake.Log().ShouldContain("00000000000000000050.checkpoint.parquet");
        (await _lake.Tables.Snapshot("t"))!.Files.Count.ShouldBe(55);
        var refused = await Refusal(async () => await _lake.Tables.Optimize("t", dryRun: false));
        refused.Code.ShouldBe("SN5001");
        refused.Message.ShouldContain(".parquet");
    }

    private string Metadata() => File.ReadAllLines(Path.Combine(_lake.Folder, "lake", "t", "_delta_log", "00000000000000000000.json"))
        .Single(line => line.StartsWith("{\"metaData\"", StringComparison.Ordinal));

    private async Task Foreign(long version, params string[] actions) =>
        await _lake.Objects.Put($"t/_delta_log/{version:D20}.json", Encoding.UTF8.GetBytes(string.Join('\n', actions) + "\n"));

    private static Task<SensoriumException> Refusal(Func<Task> work) => Should.ThrowAsync<SensoriumException>(work);
}
