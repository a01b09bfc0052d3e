using Sensorium.Core;

namespace Sensorium.Scaffold;

/// <summary>
/// What a watermark costs: of rows in the order of their partitions, how many come too late. The rule is the pipelines' own: a row is
/// decided by the greatest event time before it in its partition, less the delay.
/// </summary>
/// <param name="windowEnd">End of the window of a time, both in microseconds.</param>
/// <param name="now">When the files are read: a time later than that moves the watermark only to it.</param>
internal sealed class Disorder(Func<long, long> windowEnd, EventTime now)
{
    private readonly Dictionary<int, long> _greatest = [];

    /// <summary>By row, how far the end of its window stands behind the greatest time before it.</summary>
    private readonly List<long> _closed = [];

    public long Rows => _closed.Count;

    /// <summary>The least delay with which no row is late for its window.</summary>
    public TimeSpan None => Span(_closed.Count == 0 ? 0 : Math.Max(0, _closed.Max() + 1));

    public void Add(int partition, long time)
    {
        var greatest = _greatest.GetValueOrDefault(partition, long.MinValue);
        _closed.Add(greatest == long.MinValue ? long.MinValue : greatest - windowEnd(time));
        _greatest[partition] = Math.Max(greatest, Math.Min(time, now.Micros));
    }

    /// <summary>Rows whose window the watermark has closed.</summary>
    public long Late(TimeSpan delay)
    {
        var micros = delay.Ticks / TimeSpan.TicksPerMicrosecond;
        return _closed.Count(closed => closed != long.MinValue && closed >= micros);
    }

    private static TimeSpan Span(long micros) => TimeSpan.FromTicks(micros * TimeSpan.TicksPerMicrosecond);
}
