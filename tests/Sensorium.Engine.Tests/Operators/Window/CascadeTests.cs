using System.Globalization;
using Sensorium.Core;
using Sensorium.Engine.Tests.Execution;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Operators.Window;

/// <summary>Operators with state over others: windows over windows, and UNION ALL above windows and DEDUPs.</summary>
public sealed class CascadeTests
{
    private const string Stream = $"CREATE STREAM s ({TimedRecord.Columns}) WITH (stream = 's', format = 'json');\n";

    /// <summary>The total of each key in ten seconds.</summary>
    private const string Tens = """
        CREATE VIEW tens AS SELECT window_time, k, sum(value) AS total, count(*) AS n
        FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '10' SECOND) GROUP BY window_start, window_end, window_time, k;

        """;

    private const string HalfMinutes = """
        CREATE TABLE o AS SELECT window_start, max(total) AS high, sum(n) AS n, first_value(k) AS first, last_value(k) AS last
        FROM TUMBLE(TABLE tens, DESCRIPTOR(window_time), INTERVAL '30' SECOND) GROUP BY window_start, window_end
        """;

    /// <summary>Every ten seconds, the totals of the last half minute, of which the outer window takes those above a limit.</summary>
    private const string Hopping = """
        CREATE VIEW rolling AS SELECT window_time, k, sum(value) AS total
        FROM HOP(TABLE s, DESCRIPTOR(event_time), INTERVAL '10' SECOND, INTERVAL '30' SECOND) GROUP BY window_start, window_end, window_time, k
        HAVING sum(value) > 60;
        CREATE TABLE o AS SELECT window_start, k, count(*) AS times, max(total) AS high
        FROM TUMBLE(TABLE rolling, DESCRIPTOR(window_time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, k
        HAVING count(*) > 1;
        """;

    /// <summary>Windows of two sizes side by side, under a window.</summary>
    private const string TwoSizes = Tens + """
        CREATE VIEW both AS SELECT window_time, k, total FROM tens WHERE total < 150
        UNION ALL
        SELECT window_time, k, sum(value) AS total
        FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '15' SECOND) GROUP BY window_start, window_end, window_time, k;
        CREATE TABLE o AS SELECT window_start, k, count(*) AS n, sum(total) AS total, last_value(total) AS last
        FROM TUMBLE(TABLE both, DESCRIPTOR(window_time), INTERVAL '30' SECOND) GROUP BY window_start, window_end, k;
        """;

    /// <summary>A row every second at most for each key, then every twenty, over rows that came by two ways.</summary>
    private const string Deduplicated = """
        CREATE VIEW u AS SELECT k, tag, event_time FROM DEDUP(TABLE s, DESCRIPTOR(k), INTERVAL '1' SECOND) UNION ALL SELECT k, tag, event_time FROM s WHERE value > 50;
        CREATE TABLE o AS SELECT tag FROM DEDUP(TABLE u, DESCRIPTOR(k), INTERVAL '20' SECOND);
        """;

    private const string Alert = Tens + """
        CREATE VIEW seen AS SELECT window_time, k, total FROM tens
        UNION ALL
        SELECT window_time, k, sum(value) AS total
        FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '20' SECOND) GROUP BY window_start, window_end, window_time, k;
        CREATE ALERT high TO city KEY (k) UNTIL total < 60 AS SELECT total FROM seen WHERE total > 100;
        """;

    [Fact]
    public async Task A_window_over_a_window_takes_its_rows_by_window_time()
    {
        var run = await Run(Tens + HalfMinutes, [[
            new("a", 1, 1, ""), new("a", 2, 9, ""), new("b", 5, 12, ""), new("a", 4, 29.9, ""), new("c", 7, 31, ""), new("c", 7, 60, ""),
        ]]);
        run.Rows.ShouldBe([
            "2026-05-04T12:00:00Z|5|4|a|a",
            "2026-05-04T12:00:30Z|7|1|c|c",
            "2026-05-04T12:01:00Z|7|1|c|c",
        ]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Read, ledger.Stored, ledger.Late).ShouldBe((6, 6, 0));
    }

    [Fact]
    public async Task An_outer_window_fires_as_soon_as_no_inner_one_can_add_to_it()
    {
        // The inner windows have ended at 30, which is when the watermark comes to 30, so the outer one has.
        var city = new PipelineCity();
        using (city)
        {
            city.Start("""
                CREATE VIEW fives AS SELECT window_time, count(*) AS n FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY window_start, window_end, window_time;
                CREATE TABLE o AS SELECT window_end, sum(n) AS n FROM TUMBLE(TABLE fives, DESCRIPTOR(window_time), INTERVAL '15' SECOND) GROUP BY window_start, window_end;
                """);
            city.Log.Append(0, PipelineCity.Event("a", 1, 3), PipelineCity.Event("a", 1, 16.999), PipelineCity.Event("a", 1, 14));
            city.Advance(40);
            city.Tables.Rows("processed.o").ShouldBeEmpty();
            city.Log.Append(0, PipelineCity.Event("a", 1, 17));
            city.Advance(31);
            city.Tables.Rows("processed.o").ShouldBe(["2026-05-04T12:00:15Z|2"]);
        }
    }

    [Fact]
    public async Task A_record_is_filtered_where_no_row_of_it_passes_and_stored_where_one_does()
    {
        // a passes in all three of its windows, b in none, c in two of which each is alone in its minute.
        var run = await Run(
            Hopping, [[new("a", 70, 30, ""), new("b", 50, 31, ""), new("c", 40, 45, ""), new("c", 30, 55, ""), new("d", 1, 300, "")]]);
        run.Rows.ShouldBe(["2026-05-04T12:00:00Z|a|3|70"]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Filtered).ShouldBe((1, 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rows_of_a_window_over_a_window_are_those_of_a_calculation(int seed)
    {
        var partitions = TimedRecord.Random(seed, partitions: 3, records: 900, keys: 9, secondsARecord: 0.3);
        var run = await Run(Tens + HalfMinutes, partitions, lanes: 2, blockBytes: 4096);
        run.Rows.ShouldBe(Expected(partitions, out var late));
        run.Rows.Count.ShouldBeGreaterThan(8);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Late, ledger.Stored).ShouldBe((late, 2700 - late));
        late.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(Tens + HalfMinutes)]
    [InlineData(Hopping)]
    [InlineData(TwoSizes)]
    [InlineData(Deduplicated)]
    [InlineData(Alert)]
    public async Task Lanes_blocks_and_restarts_change_no_row_and_no_fate(string sql)
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var partitions = TimedRecord.Random(seed, partitions: 3, records: 700, keys: 7, secondsARecord: 0.4);
            var straight = await Run(sql, partitions);
            straight.Rows.ShouldNotBeEmpty();
            var fates = Fates(straight);
            foreach (var (lanes, blockBytes, restartEvery, after) in new[]
            {
                (3, 3000, 0, 3),
                (1, 5000, 2, 1),
                (2, 2000, 3, 3),
                (3, 2500, 1, 1),
            })
            {
                var run = await SqlRun.Run(
                    SqlRun.Compile(Stream + sql), new() { ["s"] = TimedRecord.Lines(partitions) }, lanes, blockBytes, restartEvery, after);
                run.Rows.ShouldBe(straight.Rows, $"seed {seed}, {lanes} lanes");
                run.Late.ShouldBe(straight.Late);
                Fates(run).ShouldBe(fates, $"seed {seed}, {lanes} lanes");
            }
        }
    }

    [Fact]
    public async Task UNION_ALL_above_windows_writes_the_rows_of_each()
    {
        var run = await Run(
            Tens + "CREATE TABLE o AS SELECT k, total FROM tens UNION ALL SELECT tag AS k, value AS total FROM s WHERE value > 5 "
            + "UNION ALL SELECT k, count(*) * 100.0 AS total FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '1' HOUR) GROUP BY "
                + "window_start, window_end, k",
            [[new("a", 1, 1, "t1"), new("a", 7, 2, "t2"), new("b", 3, 40, "t3")]]);
        run.Rows.ShouldBe(["a|200", "a|8", "b|100", "b|3", "t2|7"]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Read, ledger.Stored).ShouldBe((3, 3));
    }

    [Fact]
    public async Task DEDUP_over_a_UNION_ALL_of_DEDUPs_takes_rows_by_event_time()
    {
        var run = await Run(Deduplicated, [[
            new("a", 1, 10, "first"), new("a", 60, 10.5, "by one way, and near the first"), new("a", 60, 30, "at the interval's end"),
            new("a", 1, 31.5, "beyond it"), new("b", 60, 100, "other"),
        ]]);
        run.Rows.ShouldBe(["beyond it", "first", "other"]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Duplicate).ShouldBe((3, 2));
    }

    [Fact]
    public async Task Panes_cost_what_their_own_rows_cost_however_many_keys_and_windows_there_are()
    {
        // 20,000 keys over 1,000 open windows, twenty in each.
        var records = Enumerable.Range(0, 20_000).Select(i => new TimedRecord($"key-{i}", 1, i / 20 * 10.0, "").Json).ToArray();
        var definition = SqlRun.Compile(
            Stream.Replace("'10' SECOND", "'1' DAY", StringComparison.Ordinal)
            + "CREATE TABLE o AS SELECT k, count(*) AS n, avg(value) AS mean FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '10' "
                + "SECOND) GROUP BY window_start, window_end, k");
        var run = await SqlRun.Run(definition, new() { ["s"] = [records] });
        run.Rows.Count.ShouldBe(20_000);
        run.StateSize.ShouldBeLessThan(40_000_000);
    }

    private static (long, long, long, long, long) Fates(SqlRun run)
    {
        var ledger = run.Ledger.ShouldHaveSingleItem();
        return (ledger.Read, ledger.Stored, ledger.Filtered, ledger.Late, ledger.Duplicate);
    }

    private static Task<SqlRun> Run(string sql, TimedRecord[][] partitions, int lanes = 1, int blockBytes = 1 << 18) =>
        SqlRun.Run(SqlRun.Compile(Stream + sql), new() { ["s"] = TimedRecord.Lines(partitions) }, lanes, blockBytes);

    /// <summary>The half minutes, calculated from the records: NULL is a key like others, and a total of nothing is NULL.</summary>
    private static string[] Expected(TimedRecord[][] partitions, out int late)
    {
        var accepted = new List<TimedRecord>();
        late = 0;
        foreach (var records in partitions)
        {
            var watermark = double.MinValue;
            foreach (var record in records)
            {
                if ((Math.Floor(record.Seconds / 10) * 10) + 10 <= watermark)
                {
                    late++;
                }
                else
                {
                    accepted.Add(record);
                }

                watermark = Math.Max(watermark, record.Seconds - 10);
            }
        }

        var tens = accepted.GroupBy(record => (Ten: (long)Math.Floor(record.Seconds / 10), record.Key)).Select(group => (
            group.Key.Ten,
            group.Key.Key,
            Total: group.Any(record => record.Value is not null) ? group.Sum(record => record.Value) : null,
            Count: group.LongCount()));
        return [.. tens.GroupBy(ten => (long)Math.Floor(ten.Ten / 3.0)).Select(half =>
        {
            // By time, then by the key's bytes, of which NULL's come first.
            var rows = half.OrderBy(row => row.Ten).ThenBy(row => row.Key is null ? "" : row.Key, StringComparer.Ordinal).ToList();
            var start = new DateTime(2026, 5, 4, 12, 0, 0).AddSeconds(half.Key * 30);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{start:yyyy-MM-ddTHH:mm:ss}Z|{rows.Max(row => row.Total)}|{rows.Sum(row => row.Count)}|{rows[0].Key ?? "NULL"}|{rows[^1].Key ?? "NULL"}");
        }).Order(StringComparer.Ordinal)];
    }
}
