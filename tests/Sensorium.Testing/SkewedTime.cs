using Microsoft.Extensions.Time.Testing;

namespace Sensorium.Testing;

/// <summary>A machine whose calendar clock may be wrong. Its other clock, which only goes on, is not.</summary>
public sealed class SkewedTime(FakeTimeProvider time) : TimeProvider
{
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Skew;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
