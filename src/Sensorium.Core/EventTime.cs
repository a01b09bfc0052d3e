namespace Sensorium.Core;

/// <summary>A UTC instant in microseconds since 1970-01-01, as every timestamp column holds it.</summary>
public readonly record struct EventTime(long Micros) : IComparable<EventTime>
{
    /// <summary>Before every instant. Never subtract from it: use <see cref="Minus"/>, which saturates.</summary>
    public static EventTime MinValue => new(long.MinValue);

    /// <summary>After every instant: the watermark of input that has ended.</summary>
    public static EventTime MaxValue => new(long.MaxValue);

    public static EventTime From(DateTimeOffset instant) => new((instant.UtcTicks - DateTime.UnixEpoch.Ticks) / 10);

    public DateTimeOffset ToDateTimeOffset() => new(DateTime.UnixEpoch.Ticks + (Micros * 10), TimeSpan.Zero);

    public EventTime Minus(TimeSpan duration)
    {
        var micros = duration.Ticks / 10;
        return Micros is long.MinValue or long.MaxValue ? this
            : micros > 0 && Micros < long.MinValue + micros ? MinValue
            : micros < 0 && Micros > long.MaxValue + micros ? MaxValue
            : new(Micros - micros);
    }

    public int CompareTo(EventTime other) => Micros.CompareTo(other.Micros);

    /// <summary>
    /// ISO 8601 with as many decimals as needed, <c>-∞</c> and <c>∞</c> at the ends, plain microseconds outside years 1 to 9999.
    /// </summary>
    public override string ToString() => Micros switch
    {
        long.MinValue => "-∞",
        long.MaxValue => "∞",
        < -62_135_596_800_000_000 or > 253_402_300_799_999_999 => $"{Micros} µs",
        _ => ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'"),
    };

    public static bool operator <(EventTime left, EventTime right) => left.Micros < right.Micros;

    public static bool operator <=(EventTime left, EventTime right) => left.Micros <= right.Micros;

    public static bool operator >(EventTime left, EventTime right) => left.Micros > right.Micros;

    public static bool operator >=(EventTime left, EventTime right) => left.Micros >= right.Micros;
}
