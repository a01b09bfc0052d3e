using Microsoft.Extensions.Time.Testing;
using Sensorium.City.Lake;
using Sensorium.Core;

namespace Sensorium.City.Tests.Lake;

public sealed class PacedFlushTests
{
    [Fact]
    public async Task Those_who_ask_within_a_second_share_the_next_one()
    {
        var time = new FakeTimeProvider();
        var flushes = 0;
        var flush = new PacedFlush(
            () =>
            {
                Interlocked.Increment(ref flushes);
                return Task.CompletedTask;
            },
            time);
        await flush.Ask();
        flushes.ShouldBe(1);

        var waiting = Enumerable.Range(0, 10).Select(_ => flush.Ask()).ToList();
        await Task.Delay(50);
        (flushes, waiting.Any(task => task.IsCompleted)).ShouldBe((1, false));
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(waiting);
        flushes.ShouldBe(2);

        time.Advance(TimeSpan.FromSeconds(1));
        await flush.Ask();
        flushes.ShouldBe(3);
    }

    [Fact]
    public async Task What_goes_wrong_is_told_and_the_next_one_is_tried()
    {
        var time = new FakeTimeProvider();
        var outcome = Task.FromException(new SensoriumException("SN5018", "the disk is full", "make room"));
        var flush = new PacedFlush(() => outcome, time);
        (await flush.TryAsk(TimeSpan.FromSeconds(2), default)).ShouldBe("the disk is full");
        outcome = Task.CompletedTask;
        time.Advance(TimeSpan.FromSeconds(1));
        (await flush.TryAsk(TimeSpan.FromSeconds(2), default)).ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(1));
        outcome = new TaskCompletionSource().Task;
        var late = flush.TryAsk(TimeSpan.FromSeconds(2), default);
        time.Advance(TimeSpan.FromSeconds(2));
        (await late).ShouldBe("the city did not commit within 2 s");
    }
}
