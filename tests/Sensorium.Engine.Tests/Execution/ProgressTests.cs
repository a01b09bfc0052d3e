using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Engine.Tests.Execution;

public sealed class ProgressTests
{
    private const string Warm = "CREATE TABLE warm AS SELECT device, value FROM t WHERE value > 10;";

    [Fact]
    public void A_pipeline_that_keeps_up_has_no_lag_even_after_a_long_silence()
    {
        using var city = new PipelineCity();
        var pipeline = city.Start(Warm);
        pipeline.Progress.Watermark.ShouldBeNull();
        city.Advance(3);
        city.Log.Append(0, PipelineCity.Event("a", 20, 3));
        city.Advance(0.1);
        var progress = pipeline.Progress;
        progress.Watermark.ShouldBe(EventTime.From(new DateTimeOffset(2026, 5, 4, 12, 0, 1, TimeSpan.Zero)));
        progress.Lag.ShouldBe(TimeSpan.Zero);

        city.Advance(1000);
        city.Log.Append(0, PipelineCity.Event("a", 20, 1003));
        pipeline.Progress.Lag.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_pipeline_that_stands_still_falls_behind_from_when_records_wait()
    {
        using var city = new PipelineCity();
        var pipeline = city.Start(Warm);
        city.Log.Append(0, PipelineCity.Event("a", 20, 0));
        city.Advance(0.1);
        city.Tables.Failures["Stage"] = 1;
        city.Tables.Failures["Open"] = 1000;
        city.Log.Append(0, PipelineCity.Event("a", 21, 0));
        city.Advance(100);
        pipeline.Fault.ShouldNotBeNull();
        pipeline.Progress.Lag.ShouldBe(TimeSpan.Zero, "it had read all");

        city.Log.Append(0, PipelineCity.Event("a", 22, 100));
        city.Advance(50);
        pipeline.Progress.Lag.TotalSeconds.ShouldBeGreaterThanOrEqualTo(50);

        city.Tables.Failures["Open"] = 0;
        city.Advance(60);
        pipeline.Progress.Lag.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_watermark_that_a_silent_partition_holds_is_told_while_others_are_read()
    {
        using var city = new PipelineCity(partitions: 2);
        var pipeline = city.Start(Warm);
        city.Log.Append(1, PipelineCity.Event("b", 20, 0));
        for (var minute = 0; minute < 6; minute++)
        {
            city.Log.Append(0, PipelineCity.Event("a", 20, minute * 60));
            city.Advance(60);
        }

        pipeline.Progress.WatermarkStood.TotalMinutes.ShouldBeInRange(5, 6.1);
        city.Log.Append(1, PipelineCity.Event("b", 20, 360));
        city.Advance(1);
        pipeline.Progress.WatermarkStood.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_watermark_stands_still_without_fault_where_nothing_is_read()
    {
        using var city = new PipelineCity();
        var pipeline = city.Start(Warm);
        city.Log.Append(0, PipelineCity.Event("a", 20, 0));
        city.Advance(1000);
        pipeline.Progress.WatermarkStood.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task The_newest_canary_that_has_passed_is_known()
    {
        using var city = new PipelineCity();
        var pipeline = city.Start(Warm);
        pipeline.Progress.NewestCanary.ShouldBeNull();
        city.Advance(7);
        await city.Log.AppendHeartbeat(0, ControlKind.Canary, 1);
        city.Advance(0.1);
        pipeline.Progress.NewestCanary.ShouldBe(EventTime.From(new DateTimeOffset(2026, 5, 4, 12, 0, 7, TimeSpan.Zero)));
    }

    [Fact]
    public void What_a_ledger_counted_before_this_start_is_known_apart()
    {
        using var city = new PipelineCity();
        var pipeline = city.Start(Warm);
        pipeline.LedgerAtStart!.ShouldHaveSingleItem().Read.ShouldBe(0);
        city.Log.Append(0, PipelineCity.Event("a", 20, 0), PipelineCity.Event("a", 2, 0));
        city.Advance(40);
        city.Stop();

        var again = city.Start(Warm);
        city.Log.Append(0, PipelineCity.Event("a", 20, 40));
        city.Advance(1);
        (again.LedgerAtStart![0].Read, again.Ledger[0].Read).ShouldBe((2, 3));
    }
}
