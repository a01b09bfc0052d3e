using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Engine.Tests.Execution;

public sealed class PipelineSupervisorTests : IDisposable
{
    private const string Warm = "CREATE TABLE warm AS SELECT device, value FROM t WHERE value > 10;";
    private const string Tens = """
        CREATE TABLE tens AS SELECT window_start, device, count(*) AS readings, sum(value) AS total
        FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY window_start, window_end, device;
        """;

    private readonly PipelineCity _city = new();

    public void Dispose() => _city.Dispose();

    [Fact]
    public void The_first_rows_commit_at_once_and_later_ones_at_the_interval()
    {
        var pipeline = _city.Start(Warm);
        _city.Advance(3);
        _city.Tables.Commits("processed.warm").ShouldBeEmpty();
        _city.Log.Append(0, PipelineCity.Event("a", 20, 3), PipelineCity.Event("b", 5, 3));
        _city.Advance(0.1);
        _city.Tables.Rows("processed.warm").ShouldBe(["a|20"]);

        _city.Log.Append(0, PipelineCity.Event("a", 21, 4));
        _city.Advance(29);
        _city.Log.Append(0, PipelineCity.Event("a", 22, 33));
        _city.Advance(0.5);
        _city.Tables.Commits("processed.warm").ShouldBe([1]);
        var ledger = pipeline.Ledger.ShouldHaveSingleItem();
        (ledger.Read, ledger.Stored, ledger.Filtered, ledger.InFlight).ShouldBe((4, 1, 1, 2));
        _city.Advance(1);
        _city.Tables.Commits("processed.warm").ShouldBe([1, 2]);
        _city.Advance(100);
        _city.Tables.Commits("processed.warm").ShouldBe([1, 2], "an epoch without rows commits nothing");
        pipeline.Ledger[0].Stored.ShouldBe(3);
    }

    [Fact]
    public void Many_rows_commit_before_the_interval()
    {
        _city.Options = _city.Options with { CommitRows = 5 };
        _city.Start(Warm);
        Append(1, 0);
        _city.Advance(0.1);
        Append(4, 1);
        _city.Advance(1);
        _city.Tables.Commits("processed.warm").ShouldBe([1]);
        Append(1, 2);
        _city.Advance(0.1);
        _city.Tables.Commits("processed.warm").ShouldBe([1, 5]);
    }

    [Fact]
    public void A_flush_commits_all_that_is_in_the_stream()
    {
        var pipeline = _city.Start(Warm);
        Append(1, 0);
        _city.Advance(0.1);
        Append(3, 1);
        var flush = pipeline.Flush();
        flush.IsCompleted.ShouldBeFalse();
        _city.Advance(0.1);
        flush.IsCompletedSuccessfully.ShouldBeTrue();
        _city.Tables.Commits("processed.warm").ShouldBe([1, 3]);
        var empty = pipeline.Flush();
        _city.Advance(0.1);
        empty.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void A_stop_commits_what_was_read_and_a_new_start_goes_on_behind_it()
    {
        _city.Start(Tens);
        _city.Advance(30);
        _city.Log.Append(0, PipelineCity.Event("a", 1, 1), PipelineCity.Event("a", 2, 12), PipelineCity.Event("a", 4, 13));
        _city.Advance(0.1);
        _city.Stop();
        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:00Z|a|1|1"]);
        var pipeline = _city.Start(Tens);
        pipeline.Ledger.ShouldHaveSingleItem().InFlight.ShouldBe(2);
        _city.Log.Append(0, PipelineCity.Event("a", 8, 25));
        _city.Advance(31);
        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:00Z|a|1|1", "2026-05-04T12:00:10Z|a|2|6"]);
        _city.Tables.Applications("processed.tens").Keys.ShouldBe(["processed.tens/identity-1"]);
    }

    [Fact]
    public void What_a_kill_cuts_off_is_read_again_from_the_checkpoint()
    {
        _city.Options = _city.Options with { CheckpointInterval = TimeSpan.FromSeconds(5) };
        _city.Start(Tens);
        _city.Advance(30);
        _city.Log.Append(0, PipelineCity.Event("a", 1, 1), PipelineCity.Event("a", 2, 12));
        _city.Advance(6);
        _city.Log.Append(0, PipelineCity.Event("a", 4, 13));
        _city.Advance(1);
        _city.Abort();
        var pipeline = _city.Start(Tens);
        pipeline.Ledger.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            ledger => ledger.Read.ShouldBe(3),
            ledger => ledger.IsBalanced.ShouldBeTrue());
        _city.Log.Append(0, PipelineCity.Event("a", 8, 25));
        _city.Advance(31);
        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:00Z|a|1|1", "2026-05-04T12:00:10Z|a|2|6"]);
    }

    [Fact]
    public void Only_what_changed_is_checkpointed_and_only_at_its_interval()
    {
        _city.Options = _city.Options with { CheckpointInterval = TimeSpan.FromSeconds(4) };
        _city.Start(Tens);
        _city.Advance(10);
        var born = _city.BytesOfCheckpoints;
        _city.Log.Append(0, PipelineCity.Event("a", 1, 10));
        _city.Advance(1);
        _city.BytesOfCheckpoints.ShouldBe(born);
        _city.Advance(3.5);
        var saved = _city.BytesOfCheckpoints;
        saved.ShouldBeGreaterThan(born);
        _city.Advance(60);
        _city.BytesOfCheckpoints.ShouldBe(saved);
    }

    [Fact]
    public void A_staging_that_fails_is_made_again_with_nothing_lost_or_doubled()
    {
        var pipeline = _city.Start(Tens);
        _city.Advance(30);
        _city.Log.Append(0, PipelineCity.Event("a", 1, 1), PipelineCity.Event("a", 2, 12));
        _city.Tables.Failures["Stage"] = 2;
        _city.Advance(0.1);
        pipeline.Fault.ShouldBeOfType<SensoriumException>().Message.ShouldContain("Stage failed.");
        var flush = pipeline.Flush();
        _city.Advance(1.2);
        flush.IsFaulted.ShouldBeTrue();
        _city.Log.Append(0, PipelineCity.Event("a", 4, 13), PipelineCity.Event("b", 8, 25));
        _city.Advance(60);
        pipeline.Fault.ShouldBeNull();
        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:00Z|a|1|1", "2026-05-04T12:00:10Z|a|2|6"]);
        pipeline.Ledger[0].ShouldSatisfyAllConditions(
            ledger => ledger.Stored.ShouldBe(3),
            ledger => ledger.InFlight.ShouldBe(1),
            ledger => ledger.IsBalanced.ShouldBeTrue());
    }

    [Fact]
    public void A_commit_that_fails_after_its_checkpoint_is_repeated()
    {
        var pipeline = _city.Start(Warm);
        Append(2, 0);
        _city.Tables.Failures["Commit"] = 1;
        _city.Advance(0.1);
        pipeline.Fault.ShouldNotBeNull();
        _city.Advance(2);
        pipeline.Fault.ShouldBeNull();
        _city.Tables.Commits("processed.warm").ShouldBe([2]);
        Append(1, 1);
        _city.Advance(0.1);
        _city.Stop();
        _city.Tables.Commits("processed.warm").ShouldBe([2, 1]);
        _city.Tables.Applications("processed.warm").Values.ShouldBe([2L]);
    }

    [Fact]
    public void A_flush_asked_for_while_another_fails_is_answered_too()
    {
        var pipeline = _city.Start(Warm);
        Append(1, 0);
        Task? second = null;
        _city.Tables.BeforeStage = () => second ??= pipeline.Flush();
        _city.Tables.Failures["Stage"] = 1;
        var first = pipeline.Flush();
        _city.Advance(0.1);
        first.IsFaulted.ShouldBeTrue();
        _city.Advance(2);
        second.ShouldNotBeNull().IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void A_flush_of_a_pipeline_that_has_ended_is_answered()
    {
        var pipeline = _city.Start(Warm);
        _city.Advance(1);
        var early = pipeline.Flush();
        _city.Abort();
        early.IsCompleted.ShouldBeTrue();
        pipeline.Flush().IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void A_statement_that_has_changed_is_refused_and_changes_nothing()
    {
        _city.Start(Tens);
        _city.Advance(1);
        _city.Stop();
        var pipeline = _city.Start(Tens.Replace("sum(value)", "max(value)"));
        _city.Log.Append(0, PipelineCity.Event("a", 1, 1), PipelineCity.Event("a", 2, 22));
        _city.Advance(60);
        pipeline.Fault.ShouldBeOfType<SensoriumException>().Code.ShouldBe("SN4002");
        _city.Tables.Rows("processed.tens").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("processed.warm/another", 1)]
    [InlineData("processed.warm/identity-1", 7)]
    public void A_table_that_another_has_fed_is_refused(string application, long epoch)
    {
        _city.Start(Warm);
        Append(1, 0);
        _city.Advance(0.1);
        _city.Stop();
        _city.Tables.Feed("processed.warm", application, epoch);
        var pipeline = _city.Start(Warm);
        Append(1, 1);
        _city.Advance(60);
        pipeline.Fault.ShouldBeOfType<SensoriumException>().Code.ShouldBe("SN4005");
        _city.Tables.Commits("processed.warm").ShouldBe([1]);
    }

    [Fact]
    public void State_over_its_budget_stops_the_pipeline_with_its_checkpoint_intact()
    {
        var options = _city.Options;
        _city.Options = options with { StateBudget = 20_000 };
        var pipeline = _city.Start(Tens);
        _city.Log.Append(0, [.. Enumerable.Range(0, 2_000).Select(i => PipelineCity.Event($"device-{i}", i % 50, 1))]);
        _city.Advance(2);
        pipeline.Fault.ShouldBeOfType<SensoriumException>().Code.ShouldBe("SN4007");
        _city.Advance(60);
        pipeline.Fault.ShouldBeOfType<SensoriumException>().Code.ShouldBe("SN4007");

        _city.Options = options;
        _city.Start(Tens);
        _city.Log.Append(0, PipelineCity.Event("a", 1, 15));
        _city.Advance(1);
        _city.Tables.Rows("processed.tens").Count.ShouldBe(2_000);
    }

    [Fact]
    public void Late_rows_are_counted_and_kept_apart()
    {
        var pipeline = _city.Start(Tens);
        _city.Advance(20);
        _city.Log.Append(
            0, PipelineCity.Event("a", 1, 1), PipelineCity.Event("a", 2, 12), PipelineCity.Event("a", 4, 9), PipelineCity.Event(
                "a", 8, 11));
        _city.Advance(0.1);
        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:00Z|a|1|1"]);
        var late = _city.Tables.Rows("processed.tens__late").ShouldHaveSingleItem();
        late.ShouldContain("\"value\":4");
        late.ShouldEndWith("|2026-05-04T12:00:09Z|2026-05-04T12:00:10Z");
        pipeline.Ledger[0].ShouldSatisfyAllConditions(
            ledger => (ledger.Read, ledger.Stored, ledger.Late, ledger.InFlight).ShouldBe((4, 1, 1, 2)),
            ledger => ledger.IsBalanced.ShouldBeTrue());
    }

    [Fact]
    public void A_record_is_stored_when_its_last_window_fires_without_a_row()
    {
        var pipeline = _city.Start("""
            CREATE TABLE pairs AS SELECT window_start, count(*) AS readings
            FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND)
            GROUP BY window_start, window_end HAVING count(*) > 1 AND max(device) = 'a';
            """);
        _city.Advance(40);
        _city.Log.Append(0, PipelineCity.Event("a", 1, 4), PipelineCity.Event("a", 2, 6), PipelineCity.Event("z", 3, 12));
        _city.Advance(1);
        _city.Tables.Rows("processed.pairs").ShouldBe(["2026-05-04T12:00:00Z|2"]);
        (pipeline.Ledger[0].Stored, pipeline.Ledger[0].InFlight).ShouldBe((1, 2));
        _city.Log.Append(0, PipelineCity.Event("z", 4, 31));
        _city.Advance(40);
        pipeline.Ledger[0].ShouldSatisfyAllConditions(
            ledger => ledger.IsBalanced.ShouldBeTrue(),
            ledger => (ledger.Stored, ledger.Filtered, ledger.InFlight).ShouldBe((2, 1, 1)));
    }

    [Fact]
    public void The_raw_table_keeps_every_record_and_says_which_are_no_rows()
    {
        var pipeline = _city.StartRaw();
        _city.Log.Append(0, PipelineCity.Event("a", 1, 1), "not json", PipelineCity.Event("b", 200, 2));
        _city.Log.AppendHeartbeat(0, ControlKind.Canary, 1);
        _city.Log.Append(0, PipelineCity.Event("c", 3, 3));
        _city.Advance(0.1);
        var rows = _city.Tables.Rows("raw.temp_stream");
        rows.Count.ShouldBe(4);
        rows[1].ShouldBe("0|1|2026-05-04T12:00:00Z|NULL|not json");
        rows[3].ShouldStartWith("0|4|2026-05-04T12:00:00Z|NULL|{\"device\":\"c\"");
        var rejected = _city.Tables.Rows("raw.t__rejected");
        rejected.Count.ShouldBe(2);
        rejected[0].ShouldBe("t|0|1|2026-05-04T12:00:00Z|NULL|not json|the record is not valid JSON");
        rejected[1].ShouldEndWith("|value fails CHECK (value < 100)");
        var ledger = pipeline.Ledger.ShouldHaveSingleItem();
        (ledger.Read, ledger.Stored, ledger.Rejected).ShouldBe((4, 2, 2));
        (ledger.Controls, ledger.Passed, ledger.Waiting).ShouldBe((1, 5, 0));
        ledger.IsBalanced.ShouldBeTrue();
        (ledger with { Passed = 6 }).IsBalanced.ShouldBeFalse("a position passed without a record is a lost one");
    }

    [Fact]
    public void What_came_since_the_last_round_waits()
    {
        var pipeline = _city.Start("CREATE TABLE all_rows AS SELECT device, value FROM t;");
        _city.Log.Append(0, PipelineCity.Event("a", 1, 1));
        _city.Advance(1);
        _city.Log.Append(0, PipelineCity.Event("a", 2, 2), PipelineCity.Event("a", 3, 3));
        (pipeline.Ledger[0].Read, pipeline.Ledger[0].Waiting).ShouldBe((1, 2));
    }

    [Fact]
    public void Partly_late_rows_and_conflicts_are_counted_beside_the_fates_and_survive_a_restart()
    {
        const string sql = """
            CREATE TABLE pairs AS SELECT window_start, count(*) AS readings
            FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end;
            """;
        var pipeline = _city.Start(sql);
        _city.Advance(40);

        // At 14 the watermark is 12: the window that ends at 10 has ended for the row at 8, the one that ends at 15 has not.
        _city.Log.Append(
            0, PipelineCity.Event("a", 1, 14), PipelineCity.Event(
                "a", 2, 8), """{"device":"x","device":"a","value":3,"at":"2026-05-04T12:00:14Z"}""");
        _city.Advance(60);
        (pipeline.Ledger[0].PartlyLate, pipeline.Ledger[0].Late, pipeline.Ledger[0].DuplicateKeys, pipeline.Ledger[0].Conflicts).ShouldBe(
            (1, 0, 1, 0));
        _city.Stop();
        pipeline = _city.Start(sql);
        _city.Advance(1);
        (pipeline.Ledger[0].PartlyLate, pipeline.Ledger[0].DuplicateKeys, pipeline.Ledger[0].IsBalanced).ShouldBe((1, 1, true));
    }

    private void Append(int rows, double second) =>
        _city.Log.Append(0, [.. Enumerable.Range(0, rows).Select(row => PipelineCity.Event($"d{row}", 20 + row, second))]);
}
