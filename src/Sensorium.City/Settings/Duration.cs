using System.Globalization;

namespace Sensorium.City.Settings;

/// <summary>
/// How a length of time is written in settings: a number and a unit, <c>200 ms</c>, <c>30 s</c>, <c>5 min</c>, <c>1 h</c>, <c>7 d</c>.
/// </summary>
internal static class Duration
{
    private static readonly (string Unit, long Ticks)[] _units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("min", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var trimmed = text.AsSpan().Trim();
        var digits = 0;
        while (digits < trimmed.Length && (char.IsAsciiDigit(trimmed[digits]) || trimmed[digits] == '.'))
        {
            digits++;
        }

        if (!decimal.TryParse(trimmed[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var unit = trimmed[digits..].Trim();
        foreach (var (name, ticks) in _units)
        {
            if (unit.SequenceEqual(name) && number <= long.MaxValue / ticks)
            {
                duration = new((long)(number * ticks));
                return true;
            }
        }

        return false;
    }

    /// <summary>In the largest unit that leaves a whole number.</summary>
    public static string ToText(TimeSpan duration)
    {
        foreach (var (unit, ticks) in _units)
        {
            if (duration.Ticks >= ticks && duration.Ticks % ticks == 0)
            {
                return $"{duration.Ticks / ticks} {unit}";
            }
        }

        return $"{duration.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms";
    }
}
