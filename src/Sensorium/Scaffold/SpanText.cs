namespace Sensorium.Scaffold;

/// <summary>Lengths of time as people and SQL write them.</summary>
internal static class SpanText
{
    private static readonly (TimeSpan Length, string Short, string Sql)[] _units =
    [
        (TimeSpan.FromDays(1), "d", "DAY"),
        (TimeSpan.FromHours(1), "h", "HOUR"),
        (TimeSpan.FromMinutes(1), "min", "MINUTE"),
        (TimeSpan.FromSeconds(1), "s", "SECOND"),
    ];

    /// <summary><c>10 s</c>, <c>90 min</c>, <c>365 d</c>; whole seconds.</summary>
    public static string Of(TimeSpan span)
    {
        var (count, unit) = Whole(span);
        return $"{count} {unit.Short}";
    }

    public static string Interval(TimeSpan span)
    {
        var (count, unit) = Whole(span);
        return $"INTERVAL '{count}' {unit.Sql}";
    }

    /// <summary>Rounded up to what reads well: whole seconds, minutes, hours or days of two digits or more.</summary>
    public static TimeSpan RoundUp(TimeSpan span)
    {
        foreach (var unit in _units)
        {
            if (span >= unit.Length * 2 || unit.Sql == "SECOND")
            {
                return unit.Length * Math.Ceiling(span / unit.Length);
            }
        }

        return span;
    }

    private static (long Count, (TimeSpan Length, string Short, string Sql) Unit) Whole(TimeSpan span)
    {
        foreach (var unit in _units)
        {
            if (span >= unit.Length && span.Ticks % unit.Length.Ticks == 0)
            {
                return (span.Ticks / unit.Length.Ticks, unit);
            }
        }

        return ((long)Math.Ceiling(span.TotalSeconds), _units[^1]);
    }
}
