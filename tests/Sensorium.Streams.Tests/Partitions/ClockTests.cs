using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Streams.Tests.Partitions;

/// <summary>A machine's clock that is wrong for a while, and what it must not do to the log.</summary>
public sealed class ClockTests : IDisposable
{
    private static readonly TimeSpan _year = TimeSpan.FromDays(365);

    private readonly TestLog _test = new()
    {
        Options = new() { PartitionCount = 1, SegmentBytes = 4096, RetentionAge = TimeSpan.FromDays(7) },
    };

    public void Dispose() => _test.Dispose();

    private DateTimeOffset Now => _test.Time.GetUtcNow();

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public async Task A_start_with_a_wrong_clock_leaves_nothing_on_an_idle_stream(int days)
    {
        await Live(log => TestLog.AppendEach(log, "a"));
        _test.Clock.Skew = TimeSpan.FromDays(days);
        await Live(async log =>
        {
            for (var second = 0; second < 75; second++)
            {
                _test.Time.Advance(TimeSpan.FromSeconds(1));
                await log.AppendHeartbeat(0, ControlKind.Heartbeat, second);
                await log.AppendHeartbeat(0, ControlKind.NothingBefore, EventTime.From(_test.Clock.GetUtcNow()).Micros);
                await log.Retain();
            }
        });
        _test.Clock.Skew = TimeSpan.Zero;
        await Live(async log =>
        {
            log.ClockFault.ShouldBeNull();
            await TestLog.AppendEach(log, "b");
            var block = Read(log);
            block.Count.ShouldBe(2);
            block.AppendTimes[1].ShouldBe(EventTime.From(Now).Micros);
            block.Controls.Where(control => control.Kind == ControlKind.NothingBefore)
                .ShouldAllBe(control => control.Value <= EventTime.From(Now).Micros);
        });
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_removes_nothing_even_where_records_and_starts_confirm_it()
    {
        string[] values = ["1", "2", "3", "4"];
        values = [.. values.Select(value => value + TestLog.Noise('n', 3000))];
        await Live(log => TestLog.AppendEach(log, values));
        for (var start = 0; start < 3; start++)
        {
            _test.Clock.Skew = _year;
            await Live(async log =>
            {
                await TestLog.AppendEach(log, TestLog.Noise('w', 3000));
                _test.Time.Advance(TimeSpan.FromMinutes(10));
                await log.Retain();
                TestLog.Values(log.Partitions[0])[..4].ShouldBe(values);
            });
        }
    }

    [Fact]
    public async Task After_a_long_rest_records_past_their_age_go_once_the_clock_has_run_evenly_for_an_hour()
    {
        await Live(log => TestLog.AppendEach(log, TestLog.Noise('a', 3000), TestLog.Noise('b', 3000)));
        _test.Time.Advance(TimeSpan.FromDays(10));
        await Live(async log =>
        {
            await log.Retain();
            log.Ledger().Expired.ShouldBe(0);
            _test.Time.Advance(TimeSpan.FromMinutes(61));
            await log.Retain();
            log.Ledger().Expired.ShouldBe(2);
        });
    }

    [Fact]
    public async Task Append_times_ahead_of_the_clock_are_named_and_begin_anew_when_that_is_asked_for()
    {
        await Live(log => TestLog.AppendEach(log, "before"));
        _test.Clock.Skew = _year;
        await Live(log => TestLog.AppendEach(log, "wrong"));
        _test.Clock.Skew = TimeSpan.Zero;
        _test.Time.Advance(TimeSpan.FromHours(1));
        await Live(async log =>
        {
            log.ClockFault!.Code.ShouldBe("SN3016");
            log.ClockFault.Message.ShouldContain("h ahead of this machine's clock");
            await TestLog.AppendEach(log, "stuck");
        });

        _test.Options = _test.Options with { SetsClockBack = true };
        var right = EventTime.From(Now);
        await Live(log =>
        {
            log.ClockFault.ShouldBeNull();
            return TestLog.AppendEach(log, "right");
        });
        _test.Options = _test.Options with { SetsClockBack = false };
        using var killed = _test.Fork();
        await using var opened = killed.Open();
        opened.ClockFault.ShouldBeNull();
        var block = Read(opened);
        var times = block.AppendTimes[..4].Select(time => new EventTime(time)).ToList();
        times[1].ShouldBe(times[2]);
        times[1].ToDateTimeOffset().ShouldBeGreaterThan(Now.AddDays(364));
        times[3].ShouldBe(right);
        opened.PositionAt(0, right).ToOffset().ShouldBe(3);
        opened.PositionAt(0, new(right.Micros + 1)).ShouldBe(opened.Partitions[0].End);
    }

    private static RecordBlock Read(StreamLog log)
    {
        var all = new RecordBlock { HasAppendTimes = true };
        var block = new RecordBlock();
        for (var at = log.Partitions[0].Start; log.Partitions[0].Read(block, at, 1 << 20) > 0; at = block.Next)
        {
            for (var i = 0; i < block.Count; i++)
            {
                all.Add(0, 0, block.Offsets[i], block.AppendTimes[i]);
            }

            all.Controls.AddRange(block.Controls);
        }

        return all;
    }

    private async Task Live(Func<StreamLog, Task> life)
    {
        await using var log = _test.Open();
        await life(log);
    }
}
