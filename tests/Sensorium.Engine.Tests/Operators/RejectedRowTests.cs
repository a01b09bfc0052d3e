using Sensorium.Engine.Tests.Execution;
using Sensorium.Core;

namespace Sensorium.Engine.Tests.Operators;

/// <summary>Rows that fail behind a time operator, where the record is no longer at hand or is one of several.</summary>
public sealed class RejectedRowTests
{
    private const string Stream = $"CREATE STREAM s ({TimedRecord.Columns}) WITH (stream = 's', format = 'json');\n";

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public async Task A_group_that_fails_is_kept_with_its_columns(int lanes, int restartEvery)
    {
        var run = await Run(
            "CREATE TABLE w AS SELECT k, 10 / (count(*) - 2) AS share FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '10' SECOND) "
                + "GROUP BY window_start, window_end, k",
            lanes,
            restartEvery,
            [new("a", 1, 0, ""), new("b", 1, 1, ""), new("a", 1, 2, ""), new("a", 1, 12, ""), new("a", 1, 60, ""), new("a", 1, 61, "")]);
        run.Rows.ShouldBe(["a|-10", "b|-10"]);
        run.Rejected.Count.ShouldBe(2);
        var first = run.Rejected.First(row => row.Contains("12:00:00Z"));
        first.ShouldContain("\"window_start\":\"2026-05-04T12:00:00Z\"");
        first.ShouldContain("\"k\":\"a\"");
        first.ShouldEndWith("|division by zero");
        var ledger = run.Ledger.ShouldHaveSingleItem();
        (ledger.Stored, ledger.Rejected).ShouldBe((2, 4));
    }

    [Fact]
    public async Task So_is_one_whose_sum_does_not_fit()
    {
        var run = await Run(
            "CREATE TABLE w AS SELECT k, sum(CAST(tag AS BIGINT)) AS total FROM TUMBLE(TABLE s, DESCRIPTOR(event_time), INTERVAL '10' "
                + "SECOND) GROUP BY window_start, window_end, k",
            lanes: 1,
            restartEvery: 0,
            [new("a", 1, 0, "9223372036854775807"), new("a", 1, 1, "1"), new("b", 1, 2, "7")]);
        run.Rows.ShouldBe(["b|7"]);
        var rejected = run.Rejected.ShouldHaveSingleItem();
        rejected.ShouldContain("\"k\":\"a\"");
        rejected.ShouldEndWith("|a sum does not fit its type");
    }

    [Fact]
    public async Task A_row_that_waited_for_its_turn_is_kept_with_its_position()
    {
        var run = await Run(
            "CREATE TABLE d AS SELECT k, 10 / CAST(tag AS INT) AS share FROM DEDUP(TABLE s, DESCRIPTOR(k), INTERVAL '5' SECOND)",
            lanes: 1,
            restartEvery: 0,
            [new("a", 1, 0, "5"), new("b", 1, 1, "0"), new("a", 1, 2, "0")]);
        run.Rows.ShouldBe(["a|2"]);
        var rejected = run.Rejected.ShouldHaveSingleItem();
        rejected.ShouldStartWith("s|0|1|");
        rejected.ShouldEndWith("|division by zero");
        (run.Ledger[0].Rejected, run.Ledger[0].Duplicate).ShouldBe((1, 1));
    }

    private static Task<SqlRun> Run(string sql, int lanes, int restartEvery, TimedRecord[] records) => SqlRun.Run(
        SqlRun.Compile(Stream + sql),
        new() { ["s"] = TimedRecord.Lines([records]) },
        lanes,
        blockBytes: restartEvery > 0 ? 1 : 1 << 18,
        restartEvery: restartEvery);
}
