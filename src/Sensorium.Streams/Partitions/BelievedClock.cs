using Sensorium.Core;

namespace Sensorium.Streams.Partitions;

/// <summary>
/// The machine's calendar clock, for what must not follow a wrong one. Where it stands more than a <see cref="Leap"/> ahead of the last
/// believed time and what has passed since by the clock that only goes on, it is doubted: it may be wrong, or the city was off for long.
/// It is believed again when it has run evenly for a <see cref="Probation"/>, or at once when somebody knows better.
/// </summary>
internal sealed class BelievedClock
{
    internal static readonly TimeSpan Leap = TimeSpan.FromHours(1);
    internal static readonly TimeSpan Probation = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private long _known;
    private long _knownAt;
    private (long Gap, long Since)? _doubt;

    /// <param name="known">The last believed time, in microseconds; 0 where there is none, so that the clock is believed.</param>
    internal BelievedClock(TimeProvider time, long known) => (_time, _known, _knownAt) = (time, known, time.GetTimestamp());

    /// <summary>Microseconds.</summary>
    internal long Now()
    {
        var (calendar, at) = (EventTime.From(_time.GetUtcNow()).Micros, _time.GetTimestamp());
        var expected = _known + Micros(_time.GetElapsedTime(_knownAt, at));
        var gap = calendar - expected;
        if (_known != 0 && gap > Micros(Leap))
        {
            if (_doubt is not { } doubt || Math.Abs(gap - doubt.Gap) > Micros(Leap))
            {
                _doubt = doubt = (gap, at);
            }

            if (_time.GetElapsedTime(doubt.Since, at) < Probation)
            {
                return expected;
            }
        }

        Believe(calendar);
        return calendar;
    }

    internal void Believe(long calendar) => (_known, _knownAt, _doubt) = (calendar, _time.GetTimestamp(), null);

    private static long Micros(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
