using Microsoft.Extensions.Time.Testing;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices.Replay;
using Sensorium.Hosting;
using Sensorium.Hosting.Devices;

namespace Sensorium.Tests.RealInput;

public sealed class ReplayPaceTests
{
    private static readonly DateTimeOffset _start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_wrong_clock_and_a_night_between_two_rides_hold_nothing_up()
    {
        DateTimeOffset[] times =
        [
            _start, _start.AddSeconds(10), DateTimeOffset.MaxValue, _start.AddSeconds(20), _start.AddSeconds(15), _start.AddSeconds(30), _start.AddDays(3), _start.AddDays(3).AddSeconds(10),
        ];
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        var target = new Target(clock);
        var replay = new ReplayLoop(new RecordKey(null), target, 1, new ThreadScheduler(clock))
            .Run(times.Select((time, i) => new ReplayRecord(i + 1, EventTime.From(time), "{}"u8.ToArray())), default);
        while (!replay.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await replay;
        target.Sent.Count.ShouldBe(times.Length);
        target.Sent[1].ShouldBe(10, 1.0);
        target.Sent[2].ShouldBe(target.Sent[1], 0.001, "the year 9999 is at once");
        target.Sent[3].ShouldBe(target.Sent[2], 0.001, "and so is the way back");
        target.Sent[5].ShouldBe(20, 5.0);
        target.Sent[6].ShouldBe(target.Sent[5], 0.001, "three days are at once");
        target.Sent[7].ShouldBe(30, 6.0);
    }

    /// <summary>Remembers when each record came, in seconds.</summary>
    private sealed class Target(FakeTimeProvider clock) : IFleetTarget
    {
        private readonly long _started = clock.GetTimestamp();

        public List<double> Sent { get; } = [];

        public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Sent.Add(clock.GetElapsedTime(_started).TotalSeconds);

        public ValueTask Flush(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
