using Sensorium.Engine.Tests.Execution;
using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Operators.Dedup;

public sealed class DedupTests
{
    private const string Stream = $"CREATE STREAM s ({TimedRecord.Columns}) WITH (stream = 's', format = 'json');\n";

    private static readonly PipelineDefinition ByKey =
        SqlRun.Compile(Stream + "CREATE TABLE o AS SELECT tag FROM DEDUP(TABLE s, DESCRIPTOR(k), INTERVAL '30' SECOND)");

    [Fact]
    public async Task A_row_is_a_duplicate_when_a_kept_row_of_its_key_lies_within_the_interval()
    {
        var run = await Run(ByKey, [[
            new("a", 1, 0, "first"),
            new("a", 1, 29.9, "within"),
            new("a", 1, 30, "at the interval's end"),
            new("b", 1, 30, "another key"),
            new("a", 1, 30.1, "beyond the first, whatever was dropped since"),
            new("a", 1, 25, "earlier, but within of the one kept last"),
        ]]);
        run.Rows.ShouldBe(["another key", "beyond the first, whatever was dropped since", "first"]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Duplicate, ledger.Late).ShouldBe((3, 3, 0));
        ledger.Causes.ShouldHaveSingleItem().ShouldBe(new(Fate.Duplicate, "city.sql", 2, "the same k again", 3));
    }

    [Fact]
    public async Task One_partition_is_taken_in_log_order()
    {
        var run = await Run(
            ByKey, [[new("a", 1, 9, "came first"), new("a", 1, 3, "is older"), new("a", 1, 100, "later"), new("a", 1, 95, "before it")]]);
        run.Rows.ShouldBe(["came first", "later"]);
    }

    [Fact]
    public async Task Several_partitions_are_taken_by_event_time()
    {
        var run = await Run(
            ByKey, [[new("a", 1, 9, "came first"), new("a", 1, 3, "is older")], [new("a", 1, 2, "is oldest"), new("b", 1, 60, "other")]]);
        run.Rows.ShouldBe(["is oldest", "other"]);
    }

    [Fact]
    public async Task A_key_that_holds_the_partition_is_taken_in_log_order_in_each()
    {
        var definition = SqlRun.Compile(
            Stream + "CREATE TABLE o AS SELECT tag FROM DEDUP(TABLE s, DESCRIPTOR(_partition, k), INTERVAL '30' SECOND)");
        var run = await Run(
            definition, [[new("a", 1, 9, "came first"), new("a", 1, 3, "is older")], [new("a", 1, 2, "another partition's")]]);
        run.Rows.ShouldBe(["another partition's", "came first"]);
        run.StateSize.ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task Late_rows_go_to_their_table_and_move_no_key()
    {
        var run = await Run(
            ByKey, [[new("a", 1, 0, "first"), new("b", 1, 100, "far"), new("a", 1, 89, "late"), new("a", 1, 90, "at the watermark")]]);
        run.Rows.ShouldBe(["at the watermark", "far", "first"]);
        run.Late.ShouldHaveSingleItem().ShouldContain("\"tag\":\"late\"");
        run.Ledger.ShouldHaveSingleItem().Late.ShouldBe(1);
    }

    [Fact]
    public async Task NULL_and_NaN_are_keys_like_others_and_zero_has_no_sign()
    {
        var definition = SqlRun.Compile(
            Stream
                + "CREATE VIEW v AS SELECT CASE WHEN value = 7 THEN sqrt(-1.0) WHEN value = 8 THEN CAST('NaN' AS DOUBLE) WHEN value = 9 "
                    + "THEN -0.0 ELSE value END AS x, tag, event_time FROM s;\n"
            + "CREATE TABLE o AS SELECT tag FROM DEDUP(TABLE v, DESCRIPTOR(x), INTERVAL '30' SECOND)");
        var run = await Run(definition, [[
            new("a", null, 0, "null"), new("a", null, 1, "null again"), new("a", 7, 2, "NaN"), new("a", 8, 3, "another NaN"),
            new("a", 0, 4, "zero"), new("a", 9, 5, "minus zero"),
        ]]);
        run.Rows.ShouldBe(["NaN", "null", "zero"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Rows_are_as_a_plain_loop_keeps_them_whatever_the_lanes_blocks_and_restarts(int partitions)
    {
        var records = TimedRecord.Random(5, partitions, 1500, keys: 25, secondsARecord: 0.7);
        var kept = new List<TimedRecord>();
        var accepted = TimedRecord.Accepted(records, out var late);
        foreach (var record in accepted)
        {
            if (record.Value is not 50
                && !kept.Exists(other => other.Key == record.Key && Math.Abs(other.Micros - record.Micros) <= 30_000_000))
            {
                kept.Add(record);
            }
        }

        // A filter below takes away rows before they are judged; its rows still move the watermark.
        var filtered = records.SelectMany(partition => partition).Count(record => record.Value is 50);
        var definition = SqlRun.Compile(
            Stream
                + "CREATE VIEW v AS SELECT k, tag, event_time FROM s WHERE value <> 50 OR value IS NULL;\nCREATE TABLE o AS SELECT tag "
                    + "FROM DEDUP(TABLE v, DESCRIPTOR(k), INTERVAL '30' SECOND)");
        late.ShouldBeGreaterThan(50);
        foreach (var (lanes, blockBytes, restartEvery, lanesAfter) in new (int, int, int, int?)[]
            { (1, 1 << 18, 0, null), (2, 3000, 0, null), (4, 700, 0, null), (1, 2000, 2, null), (3, 500, 1, 2), (2, 900, 3, 4) })
        {
            var run = await SqlRun.Run(
                definition, new() { ["s"] = TimedRecord.Lines(records) }, lanes, blockBytes, restartEvery, lanesAfter);
            run.Rows.ShouldBe(kept.Select(record => record.Tag).Order(StringComparer.Ordinal));
            var ledger = run.Ledger.ShouldHaveSingleItem();
            ledger.Stored.ShouldBe(kept.Count);
            ledger.Filtered.ShouldBe(filtered);
            ledger.Duplicate.ShouldBeGreaterThan(100);
        }
    }

    [Fact]
    public async Task A_window_over_DEDUP_holds_what_was_kept()
    {
        var records = TimedRecord.Random(8, 3, 800, keys: 9, secondsARecord: 1.1);
        var kept = new List<TimedRecord>();
        foreach (var record in TimedRecord.Accepted(records, out _))
        {
            if (!kept.Exists(other => other.Key == record.Key && Math.Abs(other.Micros - record.Micros) <= 30_000_000))
            {
                kept.Add(record);
            }
        }

        var start = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
        var expected = kept
            .GroupBy(record => (Key: record.Key ?? "NULL", Minute: (int)Math.Floor(record.Seconds / 60)))
            .Select(
                group =>
                    $"{EventTime.From(start.AddMinutes(group.Key.Minute))}|{group.Key.Key}|{group.Count()}|{group.Sum(record => record.Value) ?? 0}")
            .Order(StringComparer.Ordinal);
        var definition = SqlRun.Compile(Stream + """
            CREATE TABLE o AS SELECT window_start, k, count(*) AS c, coalesce(sum(value), 0.0) AS total
            FROM TUMBLE(TABLE(DEDUP(TABLE s, DESCRIPTOR(k), INTERVAL '30' SECOND)), DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
            GROUP BY window_start, window_end, k
            """);
        foreach (var (lanes, blockBytes, restartEvery) in new[] { (1, 1 << 18, 0), (3, 800, 0), (2, 1500, 2) })
        {
            var run = await SqlRun.Run(definition, new() { ["s"] = TimedRecord.Lines(records) }, lanes, blockBytes, restartEvery);
            run.Rows.ShouldBe(expected);
            run.Ledger.ShouldHaveSingleItem().Stored.ShouldBe(kept.Count);
        }
    }

    [Fact]
    public async Task DEDUP_takes_several_streams_the_rows_of_windows_and_other_DEDUPs()
    {
        var two = Stream + $"CREATE STREAM z ({TimedRecord.Columns}) WITH (stream = 'z', format = 'json');\n";
        var union = SqlRun.Compile(
            two + "CREATE VIEW u AS SELECT k, tag, event_time FROM s UNION ALL SELECT k, tag, event_time FROM z;\n"
            + "CREATE TABLE o AS SELECT tag FROM DEDUP(TABLE(DEDUP(TABLE u, DESCRIPTOR(k), INTERVAL '5' SECOND)), DESCRIPTOR(k), INTERVAL "
                + "'20' SECOND)");
        var run = await SqlRun.Run(union, new()
        {
            ["s"] = TimedRecord.Lines([[new("a", 1, 0, "s0"), new("a", 1, 24, "s24"), new("b", 1, 30, "s30")]]),
            ["z"] = TimedRecord.Lines([[new("a", 1, 4, "z4"), new("a", 1, 18, "z18"), new("b", 1, 29, "z29")]]),
        });
        run.Rows.ShouldBe(["s0", "s24", "z29"]);
        run.Ledger.Select(entry => (entry.Stream, entry.Stored, entry.Duplicate)).ShouldBe([("s", 2, 1), ("z", 1, 2)]);

        var windows = SqlRun.Compile(
            Stream
                + "CREATE VIEW w AS SELECT window_time, k, count(*) AS c FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '10' "
                    + "SECOND) GROUP BY window_start, window_end, window_time, k;\n"
            + "CREATE TABLE o AS SELECT k, c FROM DEDUP(TABLE w, DESCRIPTOR(c), INTERVAL '1' HOUR)");
        foreach (var lanes in new[] { 1, 4 })
        {
            run = await SqlRun.Run(
                windows, new() { ["s"] = TimedRecord.Lines(
                    [[new("b", 1, 0, ""), new("c", 1, 1, ""), new("a", 1, 2, ""), new("b", 1, 11, ""), new("b", 1, 12, "")]]) },
                    lanes,
                    blockBytes: 60);

            // The rows of one window are taken in the order of their keys.
            run.Rows.ShouldBe(["a|1", "b|2"]);
            var ledger = run.Ledger.ShouldHaveSingleItem();
            (ledger.Stored, ledger.Duplicate).ShouldBe((3, 2));
        }
    }

    [Fact]
    public async Task A_record_that_also_goes_another_way_is_stored_there()
    {
        var definition = SqlRun.Compile(
            Stream
                + "CREATE TABLE o AS SELECT tag, 'kept' AS way FROM DEDUP(TABLE s, DESCRIPTOR(k), INTERVAL '30' SECOND) UNION ALL SELECT "
                    + "tag, 'all' AS way FROM s");
        var run = await Run(definition, [[new("a", 1, 0, "1"), new("a", 1, 1, "2")]]);
        run.Rows.ShouldBe(["1|all", "1|kept", "2|all"]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Duplicate).ShouldBe((2, 0));
    }

    [Fact]
    public async Task Keys_are_forgotten_when_the_watermark_has_passed_them()
    {
        var records = Enumerable.Range(0, 60_000).Select(i => new TimedRecord($"key-{i}", 1, i * 0.5, "t").Json).ToArray();
        var run = await SqlRun.Run(ByKey, new() { ["s"] = [records] }, blockBytes: 1 << 16);
        run.Rows.Count.ShouldBe(60_000);
        run.StateSize.ShouldBeLessThan(2_000_000);
    }

    private static Task<SqlRun> Run(PipelineDefinition definition, TimedRecord[][] partitions) =>
        SqlRun.Run(definition, new() { ["s"] = TimedRecord.Lines(partitions) });
}
