using Sensorium.Core.Sources;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>Partitions that fall silent, and what the marks of the raw pipeline do for the others.</summary>
public sealed class PipelineWatermarkTests : IDisposable
{
    private const string Tens = """
        CREATE TABLE tens AS SELECT window_start, count(*) AS readings
        FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
        """;

    private const string Both = """
        CREATE VIEW both AS SELECT value, at FROM t UNION ALL SELECT value, at FROM u;
        CREATE TABLE tens AS SELECT window_start, count(*) AS readings
        FROM TUMBLE(TABLE both, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY window_start, window_end;
        """;

    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly PipelineCity _city = new(partitions: 2);

    public void Dispose() => _city.Dispose();

    [Fact]
    public void An_idle_partition_follows_those_that_are_not()
    {
        _city.Start(Tens);
        _city.StartRaw();
        _city.Log.Append(0, PipelineCity.Event("a", 1, 0));
        _city.Log.Append(1, PipelineCity.Event("b", 1, 0));
        for (var second = 1; second < 30; second++)
        {
            _city.Advance(1);
            _city.Log.Append(0, PipelineCity.Event("a", 1, second));
            if (second == 9)
            {
                _city.Log.Marks(1).ShouldBeEmpty();
            }
        }

        _city.Log.Marks(0).ShouldBeEmpty();
        var marks = _city.Log.Marks(1);
        marks.ShouldAllBe(mark => mark.Kind == ControlKind.Heartbeat);
        marks.Select(mark => mark.Value).ShouldBeInOrder();
        marks[0].Value.ShouldBeInRange(Noon.AddSeconds(7), Noon.AddSeconds(9));
        marks[^1].Value.ShouldBeInRange(Noon.AddSeconds(25), Noon.AddSeconds(27));
        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:00Z|11"]);
    }

    [Fact]
    public void When_all_are_idle_the_least_of_them_goes_on_with_the_clock_and_the_last_window_closes()
    {
        _city.Start(Tens);
        _city.StartRaw();
        _city.Advance(60);
        _city.Log.Append(0, PipelineCity.Event("a", 1, 58));
        _city.Log.Append(1, PipelineCity.Event("b", 1, 33));
        _city.Advance(15);

        // They stood at 56 and 31 when both fell silent at 70; a device that lags is not made late by one that does not.
        _city.Log.Marks(0).ShouldNotContain(mark => mark.Kind == ControlKind.Heartbeat);
        _city.Log.Marks(1)[^1].Value.ShouldBeInRange(Noon.AddSeconds(34), Noon.AddSeconds(36.5));
        _city.Tables.Rows("processed.tens").ShouldBeEmpty();
        _city.Advance(6);
        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:30Z|1"]);
        _city.Advance(60);
        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:30Z|1", "2026-05-04T12:00:50Z|1"]);
        _city.Log.Marks(0)[^1].Value.ShouldBeGreaterThan(Noon.AddSeconds(60));
    }

    [Fact]
    public void A_partition_that_never_had_a_record_counts_as_the_least_of_the_others()
    {
        _city.Start(Tens);
        _city.StartRaw();
        for (var second = 0; second < 25; second++)
        {
            _city.Log.Append(0, PipelineCity.Event("a", 1, second));
            _city.Advance(1);
        }

        _city.Tables.Rows("processed.tens").ShouldBe(["2026-05-04T12:00:00Z|10"]);
    }

    [Fact]
    public void A_stream_that_never_had_a_record_holds_another_back_no_longer_than_it_is_empty()
    {
        _city.Start(Both);
        _city.StartRaw();
        _city.StartRaw("u");
        for (var second = 0; second < 45; second++)
        {
            _city.Log.Append(0, PipelineCity.Event("a", 1, second));
            _city.Log.Append(1, PipelineCity.Event("b", 1, second));
            _city.Advance(1);
        }

        _city.Other.Marks(0).ShouldAllBe(mark => mark.Kind == ControlKind.NothingBefore);
        _city.Stop();
        _city.Tables.Rows("processed.tens")
            .ShouldBe(["2026-05-04T12:00:00Z|20", "2026-05-04T12:00:10Z|20", "2026-05-04T12:00:20Z|20", "2026-05-04T12:00:30Z|20"]);
    }

    [Theory]
    [InlineData(365, true)]
    [InlineData(365, false)]
    [InlineData(-365, true)]
    [InlineData(-365, false)]
    public void Wherever_the_calendar_clock_jumps_heartbeats_go_on_with_the_time_that_passes(int days, bool atStart)
    {
        _city.StartRaw();
        _city.Log.Append(0, PipelineCity.Event("a", 1, 0));
        _city.Log.Append(1, PipelineCity.Event("b", 1, 0));
        _city.Advance(5);
        if (atStart)
        {
            _city.Stop();
        }

        _city.Clock.Skew = TimeSpan.FromDays(days);
        if (atStart)
        {
            _city.StartRaw();
        }

        _city.Advance(75);

        // The delay is 2 s, silence is noticed after 10 s.
        _city.Log.Marks(0)[^1].Value.ShouldBeInRange(Noon.AddSeconds(58), Noon.AddSeconds(69));
        _city.Clock.Skew = TimeSpan.Zero;
        _city.Start(Tens);
        _city.Log.Append(0, PipelineCity.Event("a", 1, 80));
        _city.Advance(0.2);
        _city.Tables.Rows("processed.tens__late").ShouldBeEmpty();
    }

    [Fact]
    public void A_stream_that_stays_empty_alone_gets_marks_that_fire_nothing()
    {
        _city.Start(Tens);
        _city.StartRaw();
        _city.Advance(40);
        _city.Log.Marks(0).ShouldNotBeEmpty();
        _city.Log.Append(0, PipelineCity.Event("a", 1, 5));
        _city.Advance(0.2);
        _city.Tables.Rows("processed.tens__late").ShouldBeEmpty();
    }
}
