using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Sensorium.City.Devices;
using Sensorium.City.Streams;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices.Replay;

namespace Sensorium.Tests.RealInput;

public sealed class ReplayPaceTests
{
    private static readonly DateTimeOffset _start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_wrong_clock_and_a_night_between_two_rides_hold_nothing_up()
    {
        DateTimeOffset[] times =
        [
            _start, _start.AddSeconds(10), DateTimeOffset.MaxValue, _start.AddSeconds(20), _start.AddSeconds(15), _start.AddSeconds(30),
            _start.AddDays(3), _start.AddDays(3).AddSeconds(10),
        ];
        var clock = new Clock();
        var target = new Target(clock);
        var replay = new ReplayLoop(new RecordKey(null), target, 1, new ThreadScheduler(clock))
            .Run(times.Select((time, i) => new ReplayRecord(i + 1, EventTime.From(time), "{}"u8.ToArray())), default);
        while (await Task.WhenAny(replay, clock.Pauses.WaitToReadAsync().AsTask()) != replay)
        {
            clock.Advance(await clock.Pauses.ReadAsync());
        }

        await replay;
        target.Sent.ShouldBe([0, 10, 10, 10, 10, 20, 20, 30]);
    }

    /// <summary>Tells each pause that begins.</summary>
    private sealed class Clock : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();

        public ChannelReader<TimeSpan> Pauses => _pauses.Reader;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _pauses.Writer.TryWrite(dueTime);
            return timer;
        }
    }

    /// <summary>Remembers when each record came, in seconds.</summary>
    private sealed class Target(Clock clock) : IFleetTarget
    {
        private readonly long _started = clock.GetTimestamp();

        public List<double> Sent { get; } = [];

        public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
            Sent.Add(clock.GetElapsedTime(_started).TotalSeconds);

        public ValueTask Flush(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
