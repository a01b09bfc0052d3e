using Sensorium.Core;

namespace Sensorium.Streams.Tests;

/// <summary>Finding the records of a time.</summary>
public sealed class AppendTimeTests : IDisposable
{
    private readonly TestLog _test = new() { Options = new() { PartitionCount = 1, SegmentBytes = 4 << 10 } };

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_record_at_or_after_a_time_is_found_in_any_segment(bool isReopened)
    {
        var log = _test.Open();
        var start = EventTime.From(_test.Time.GetUtcNow());
        for (var second = 0; second < 200; second++)
        {
            await log.Append(new(0, TestLog.Batch(new string('x', 90), $"{second}")));
            _test.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _test.Segments().Length.ShouldBeGreaterThan(3);
        if (isReopened)
        {
            await log.DisposeAsync();
            log = _test.Open();
        }

        for (var second = 0; second < 200; second += 7)
        {
            log.PositionAt(0, At(second)).ToOffset().ShouldBe(2 * second);
            log.PositionAt(0, At(second - 0.5)).ToOffset().ShouldBe(2 * second);
        }

        log.PositionAt(0, At(-1000)).ShouldBe(log.Partitions[0].Start);
        log.PositionAt(0, At(1000)).ShouldBe(log.Partitions[0].End);
        await log.DisposeAsync();

        EventTime At(double second) => start.Minus(TimeSpan.FromSeconds(-second));
    }

    [Fact]
    public async Task An_empty_partition_has_only_its_end()
    {
        await using var log = _test.Open();
        log.PositionAt(0, EventTime.From(_test.Time.GetUtcNow())).ShouldBe(log.Partitions[0].End);
    }
}
