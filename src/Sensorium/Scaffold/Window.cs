namespace Sensorium.Scaffold;

/// <summary>The window of a city's first table.</summary>
/// <param name="Name">As tables are named: <c>by_hour</c>.</param>
/// <param name="Zone">Whose days it takes; null for fixed lengths of time in UTC.</param>
internal sealed record Window(TimeSpan Size, string Name, string? Zone)
{
    private static readonly (TimeSpan Size, string Name)[] _sizes =
    [
        (TimeSpan.FromMinutes(1), "minute"),
        (TimeSpan.FromMinutes(10), "ten_minutes"),
        (TimeSpan.FromHours(1), "hour"),
        (TimeSpan.FromDays(1), "day"),
        (TimeSpan.FromDays(7), "week"),
        (TimeSpan.FromDays(30), "thirty_days"),
    ];

    private readonly TimeZoneInfo? _zone = Zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(Zone);

    /// <summary>The least that holds ten readings of a device.</summary>
    /// <param name="gap">Between two readings.</param>
    public static Window For(TimeSpan gap, string? zone)
    {
        var (size, name) = _sizes.FirstOrDefault(size => size.Size >= gap * 10, gap < TimeSpan.FromHours(12) ? _sizes[3] : _sizes[^1]);
        return new(size, name, size >= TimeSpan.FromDays(1) && zone is not ("UTC" or null) ? zone : null);
    }

    /// <summary>Of the window that holds a time, both in microseconds.</summary>
    public (long Start, long End) Around(long time)
    {
        var size = Size.Ticks / TimeSpan.TicksPerMicrosecond;
        if (_zone is null)
        {
            var start = time - (((time % size) + size) % size);
            return (start, start + size);
        }

        var local = TimeZoneInfo.ConvertTime(
            new DateTimeOffset(DateTime.UnixEpoch.Ticks + (time * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero), _zone);
        var days = (long)(local.Date - DateTime.UnixEpoch).TotalDays;
        var length = (long)Size.TotalDays;
        var first = days - (((days % length) + length) % length);
        return (Midnight(first), Midnight(first + length));
    }

    private long Midnight(long day)
    {
        var local = DateTime.SpecifyKind(DateTime.UnixEpoch.AddDays(day), DateTimeKind.Unspecified);
        // A day that begins in a gap begins at the gap's end.
        while (_zone!.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return (local.Ticks - offset.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }
}
