namespace Sensorium.Web.Live;

/// <summary>The last minute of a stream's count, from which its rate and its curve come.</summary>
internal sealed class StatsRates
{
    /// <summary>Pulses kept, and those over which a rate is taken: devices send by the second, so a shorter one would flicker.</summary>
    internal const int Capacity = 120;
    private const int Window = 6;

    private readonly (long Count, DateTimeOffset At)[] _counts = new (long, DateTimeOffset)[Window + 1];
    private readonly double[] _rates = new double[Capacity];
    private int _pulses;

    /// <summary>Records a second, now.</summary>
    internal double Rate { get; private set; }

    /// <summary>The rates of the last minute, oldest first.</summary>
    internal IEnumerable<double> History
    {
        get
        {
            for (var i = Math.Max(0, _pulses - Capacity); i < _pulses; i++)
            {
                yield return _rates[i % Capacity];
            }
        }
    }

    internal void Add(long count, DateTimeOffset at)
    {
        var oldest = _counts[Math.Max(0, _pulses - Window) % _counts.Length];
        _counts[_pulses % _counts.Length] = (count, at);
        var seconds = (at - oldest.At).TotalSeconds;
        Rate = _pulses == 0 || seconds <= 0 ? 0 : Math.Max(0, (count - oldest.Count) / seconds);
        _rates[_pulses % Capacity] = Rate;
        _pulses++;
    }
}
