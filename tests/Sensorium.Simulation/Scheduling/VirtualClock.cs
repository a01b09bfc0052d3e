namespace Sensorium.Simulation.Scheduling;

/// <summary>Time that passes only because the scheduler says so. It goes on over kills, and begins with 2026 in UTC.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly long Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    private long _orders;

    /// <summary>Since the start, 100 ns each.</summary>
    internal long Ticks { get; set; }

    /// <summary>How wrong the machine's calendar clock is; timers and timestamps do not mind.</summary>
    internal TimeSpan Skew { get; set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Start + Ticks + Skew.Ticks, TimeSpan.Zero);

    public override long GetTimestamp() => Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, SimulatedProcess.Current, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal long NextOrder() => _orders++;
}
