using Sensorium.Sql;
using Sensorium.Engine.Tests.Execution;
using Sensorium.Engine.Expressions;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Operators.Alert;

public sealed class AlertTests
{
    private const string Stream = $"CREATE STREAM s ({TimedRecord.Columns}) WITH (stream = 's', format = 'json');\n";

    private const int Episode = 0;

    [Fact]
    public async Task An_episode_is_raised_and_cleared_by_a_row_each()
    {
        var run = await Run(
            "CREATE ALERT hot TO city SEVERITY 'high' KEY (k) UNTIL value < 43 AS SELECT k, value * 2 AS twice, tag, event_time FROM s "
                + "WHERE value > 45",
            [[new("a", 40, 0, ""), new("a", 46, 1, "up"), new("a", 44, 2, ""), new("a", 50, 3, ""), new("b", 50, 4, "b"),
                new("a", 42, 5, "down"), new("a", 41, 6, "")]]);
        var rows = run.Rows.Select(row => row.Split('|')).OrderBy(row => row[6]).ToList();
        rows.Select(row => string.Join('|', row[1..9])).ShouldBe(
        [
            "raised|hot|high|city|{\"k\":\"a\"}|2026-05-04T12:00:01Z|2026-05-04T12:00:01Z|2026-05-04T12:00:01Z",
            "raised|hot|high|city|{\"k\":\"b\"}|2026-05-04T12:00:04Z|2026-05-04T12:00:04Z|2026-05-04T12:00:04Z",
            "cleared|hot|high|city|{\"k\":\"a\"}|2026-05-04T12:00:05Z|2026-05-04T12:00:01Z|2026-05-04T12:00:01Z",
        ]);
        rows[0][Episode].ShouldBe(rows[2][Episode]);
        rows[0][Episode].Length.ShouldBe(32);
        rows[1][Episode].ShouldNotBe(rows[0][Episode]);
        rows.Select(row => row[9]).ShouldBe(
        [
            "{\"k\":\"a\",\"twice\":92,\"tag\":\"up\",\"event_time\":\"2026-05-04T12:00:01Z\"}",
            "{\"k\":\"b\",\"twice\":100,\"tag\":\"b\",\"event_time\":\"2026-05-04T12:00:04Z\"}",
            "{\"k\":\"a\",\"twice\":84,\"tag\":\"down\",\"event_time\":\"2026-05-04T12:00:05Z\"}",
        ]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Name, ledger.Stored, ledger.Filtered).ShouldBe(("alert.hot", 3, 4));
        ledger.Causes.ShouldHaveSingleItem().ShouldBe(new(Fate.Filtered, "city.sql", 2, "neither raises nor clears hot", 4));
    }

    [Fact]
    public async Task Without_UNTIL_it_is_cleared_when_the_condition_is_not_true()
    {
        var run = await Run(
            "CREATE ALERT hot TO city KEY (k) AS SELECT value FROM s WHERE value > 45",
            [[new("a", 50, 0, ""), new("a", null, 1, ""), new("a", 50, 2, ""), new("a", 45, 3, ""), new("a", 45, 4, "")]]);
        Events(run).ShouldBe(["0 raised", "1 cleared", "2 raised", "3 cleared"]);
        run.Rows.Select(row => row.Split('|')[Episode]).Distinct().Count().ShouldBe(2);
        run.Rows.ShouldContain(row => row.EndsWith("|{\"value\":null}"));
    }

    [Fact]
    public async Task FOR_asks_that_the_condition_has_held_that_long()
    {
        var run = await Run(
            "CREATE ALERT hot TO city KEY (k) FOR INTERVAL '10' SECOND UNTIL value < 43 AS SELECT value FROM s WHERE value > 45",
            [[
                new("a", 50, 0, ""), new("a", 50, 9, ""), new("a", 44, 9.5, "begins anew"), new("a", 46, 12, ""), new("a", 46, 21, ""),
                new("a", 46, 22, "held for ten"), new("a", 44, 40, "not below 43"), new("a", 42, 41, "clears"), new("a", 50, 42, ""),
                new("a", 50, 52, "again"),
            ]]);
        Events(run).ShouldBe(["22 raised", "41 cleared", "52 raised"]);
        run.Rows.Select(row => row.Split('|')).OrderBy(row => row[6]).Select(row => row[7]).ShouldBe(
            ["2026-05-04T12:00:12Z", "2026-05-04T12:00:12Z", "2026-05-04T12:00:42Z"]);
    }

    [Fact]
    public async Task A_row_that_fails_is_rejected_and_changes_nothing()
    {
        var run = await Run(
            "CREATE ALERT hot TO city KEY (k) UNTIL 10 / CAST(tag AS INT) < 2 AS SELECT 100 / CAST(value - 50 AS INT) AS x FROM s WHERE "
                + "value > 45",
            [[new("a", 50, 0, "1"), new("a", 60, 1, "1"), new("a", 60, 2, "0"), new("a", 50, 3, "9"), new("a", 40, 4, "9")]]);
        Events(run).ShouldBe(["1 raised", "4 cleared"]);
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Rejected, ledger.Filtered).ShouldBe((2, 3, 0));
        ledger.Causes.ShouldAllBe(cause => cause.Text == "division by zero");
    }

    [Fact]
    public async Task Rows_of_a_window_raise_it_in_the_order_of_their_keys()
    {
        var sql = """
            CREATE VIEW busy AS SELECT window_start, window_time, k, count(*) AS c
            FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '10' SECOND) GROUP BY window_start, window_end, window_time, k;
            CREATE ALERT crowded TO city AS SELECT k, c FROM busy WHERE c >= 2
            """;
        TimedRecord[][] records = [[
            new("c", 1, 0, ""), new("a", 1, 1, ""), new("b", 1, 2, ""), new("b", 1, 3, ""), new("c", 1, 4, ""), new("a", 1, 11, ""),
            new("a", 1, 12, ""), new("c", 1, 31, ""),
        ]];
        foreach (var lanes in new[] { 1, 3 })
        {
            var run = await SqlRun.Run(SqlRun.Compile(Stream + sql), new() { ["s"] = TimedRecord.Lines(records) }, lanes, blockBytes: 70);

            // In the first window a (1) leaves it quiet, b (2) raises it and c (2) does not again.
            Events(run).ShouldBe(["9.999 raised", "39.999 cleared"]);
            run.Rows.ShouldContain(row => row.EndsWith("|{\"k\":\"b\",\"c\":2}"));
            run.Ledger.ShouldHaveSingleItem().Stored.ShouldBe(3);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Episodes_are_as_a_plain_loop_finds_them_whatever_the_lanes_blocks_and_restarts(int partitions)
    {
        var records = TimedRecord.Random(11, partitions, 1500, keys: 12, secondsARecord: 0.7);
        var expected = new List<string>();
        var since = new Dictionary<string, TimedRecord>();
        var raised = new Dictionary<string, TimedRecord>();
        foreach (var record in TimedRecord.Accepted(records, out _))
        {
            var key = record.Key ?? "NULL";
            if (raised.TryGetValue(key, out var start))
            {
                if (record.Value < 30)
                {
                    expected.Add($"cleared {key} {record.Tag} of {start.Tag}");
                    raised.Remove(key);
                    since.Remove(key);
                }
            }
            else if (record.Value > 40)
            {
                if (since.TryAdd(key, record) || record.Micros - since[key].Micros < 5_000_000)
                {
                    continue;
                }

                raised[key] = record;
                expected.Add($"raised {key} {record.Tag}");
            }
            else
            {
                since.Remove(key);
            }
        }

        expected.Count.ShouldBeGreaterThan(100);
        var definition = SqlRun.Compile(
            Stream + "CREATE ALERT hot TO city KEY (k) FOR INTERVAL '5' SECOND UNTIL value < 30 AS SELECT k, tag FROM s WHERE value > 40");
        List<string>? first = null;
        foreach (var (lanes, blockBytes, restartEvery, lanesAfter) in new (int, int, int, int?)[]
            { (1, 1 << 18, 0, null), (2, 3000, 0, null), (4, 700, 0, null), (1, 2000, 2, null), (3, 500, 1, 2) })
        {
            var run = await SqlRun.Run(
                definition, new() { ["s"] = TimedRecord.Lines(records) }, lanes, blockBytes, restartEvery, lanesAfter);
            var rows = run.Rows.Select(row => row.Split('|')).ToList();
            var tags = rows.Where(row => row[1] == "raised").ToDictionary(row => row[Episode], row => Detail(row, "tag"));
            rows.Select(row => row[1] == "raised"
                ? $"raised {Detail(row, "k")} {Detail(row, "tag")}"
                : $"cleared {Detail(row, "k")} {Detail(row, "tag")} of {tags[row[Episode]]}").ShouldBe(expected, ignoreOrder: true);
            first ??= [.. run.Rows];
            run.Rows.ShouldBe(first);
        }
    }

    [Fact]
    public async Task An_alert_over_DEDUP_sees_what_was_kept()
    {
        var run = await Run(
            "CREATE ALERT seen TO city UNTIL k = 'b' AS SELECT tag FROM DEDUP(TABLE s, DESCRIPTOR(k), INTERVAL '1' MINUTE) WHERE k = 'a'",
            [[new("b", 1, 0, ""), new("a", 1, 1, "raises"), new("b", 1, 2, "a duplicate"), new("b", 1, 61, "clears")]]);
        Events(run).ShouldBe(["1 raised", "61 cleared"]);
        run.Rows.ShouldAllBe(row => row.Contains("|{}|"));
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Duplicate, ledger.Filtered).ShouldBe((2, 1, 1));
    }

    [Theory]
    [InlineData(
        "CREATE TABLE hot AS SELECT k FROM s; CREATE ALERT hot TO city AS SELECT k FROM s WHERE value > 1", "hot is the name of a table")]
    [InlineData(
        "CREATE TABLE alerts AS SELECT k FROM s; CREATE ALERT hot TO city AS SELECT k FROM s WHERE value > 1",
        "alerts is the table that all alerts go to")]
    public void Names_of_an_alerts_tables_are_not_taken(string sql, string message)
    {
        var result = new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [new("city.sql", Stream + sql)], new Dictionary<string, ReferenceTable>());
        var diagnostic = result.Diagnostics.ShouldHaveSingleItem();
        (diagnostic.Code, diagnostic.Message).ShouldBe(("SN2005", message));
    }

    private static string Detail(string[] row, string name) => JsonNode.Parse(row[9])![name]?.GetValue<string>() ?? "NULL";

    /// <summary>Seconds since noon and event of each row, in order of time.</summary>
    private static IEnumerable<string> Events(SqlRun run) => run.Rows
        .Select(row => row.Split('|'))
        .OrderBy(row => row[6], StringComparer.Ordinal)
        .Select(
            row =>
                $"{(DateTimeOffset.Parse(row[6]) - new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero)).TotalSeconds:0.###} {row[1]}");

    private static Task<SqlRun> Run(string sql, TimedRecord[][] partitions) =>
        SqlRun.Run(SqlRun.Compile(Stream + sql), new() { ["s"] = TimedRecord.Lines(partitions) });
}
