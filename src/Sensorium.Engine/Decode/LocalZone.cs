using NodaTime;
using NodaTime.TimeZones;
using Sensorium.Core;
using Sensorium.Core.Time;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Local times of one zone as instants. An ambiguous local time is the earlier of its two instants. Not thread-safe: it remembers.
/// </summary>
internal sealed class LocalZone
{
    private readonly DateTimeZone _zone;

    // Local times in here have one instant and this offset; a day is kept away from each end, where the clocks change.
    private long _from = long.MaxValue;
    private long _to = long.MinValue;
    private long _offset;

    /// <exception cref="SensoriumException">SN4101 where there is no such zone.</exception>
    public LocalZone(string name) =>
        _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) ?? throw new SensoriumException(
            "SN4101",
            $"There is no time zone '{name}'.",
            "Give an IANA name like 'Europe/Stockholm' or 'UTC'.");

    /// <param name="local">Microseconds since 1970-01-01T00:00 on the zone's clocks; years 1 to 9999.</param>
    public RejectReason ToUtc(long local, out long utc)
    {
        if (local >= _from && local < _to)
        {
            utc = local - _offset;
            return RejectReason.None;
        }

        return Look(local, out utc);
    }

    private RejectReason Look(long local, out long utc)
    {
        utc = 0;
        var mapping = _zone.MapLocal(LocalDateTime.FromDateTime(new DateTime(DateTime.UnixEpoch.Ticks + (local * 10))));
        if (mapping.Count == 0)
        {
            return RejectReason.SkippedLocalTime;
        }

        var interval = mapping.EarlyInterval;
        var offset = interval.WallOffset.Ticks / 10;
        utc = local - offset;
        if (mapping.Count == 1)
        {
            Remember(interval, offset);
        }

        return RejectReason.None;
    }

    private void Remember(ZoneInterval interval, long offset)
    {
        _offset = offset;
        _from = interval.HasStart ? ToMicros(interval.Start) + offset + Calendar.MicrosPerDay : long.MinValue;
        _to = interval.HasEnd ? ToMicros(interval.End) + offset - Calendar.MicrosPerDay : long.MaxValue;
    }

    private static long ToMicros(Instant instant) => instant.ToUnixTimeTicks() / 10;
}
