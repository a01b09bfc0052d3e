using NodaTime;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Window;

/// <summary>
/// Which panes and windows an event time belongs to. All times in microseconds; a pane is one slide long. It remembers the last city day, so
/// each thread has its own.
/// </summary>
internal sealed class WindowAssigner
{
    private const long MicrosADay = 86_400_000_000;

    private readonly long _offset;
    private readonly DateTimeZone? _zone;
    private readonly int _days;
    private long _cachedStart = long.MaxValue;
    private long _cachedEnd = long.MinValue;

    public WindowAssigner(WindowDefinition window)
    {
        Size = window.Size.Ticks / 10;
        Slide = window.Slide.Ticks / 10;
        _offset = window.Offset.Ticks / 10;
        if (window.Zone is { } zone)
        {
            _zone = DateTimeZoneProviders.Tzdb[zone];
            _days = (int)(Size / MicrosADay);
        }
    }

    public long Size { get; }

    public long Slide { get; }

    public long PaneStart(long time)
    {
        if (_zone is not null)
        {
            return CityDay(time).Start;
        }

        var rest = (time - _offset) % Slide;
        return time - (rest < 0 ? rest + Slide : rest);
    }

    /// <summary>The least end of a window that lies after the watermark.</summary>
    public long NextEnd(long watermark) => FirstEnd(PaneStart(watermark));

    /// <summary>End of the first window over the pane: the one that the pane ends.</summary>
    public long FirstEnd(long paneStart) => _zone is null ? paneStart + Slide : CityDay(paneStart).End;

    /// <summary>End of the last window over the pane.</summary>
    public long LastEnd(long paneStart) => _zone is null ? paneStart + Size : CityDay(paneStart).End;

    /// <summary>Start of the window with that end.</summary>
    public long WindowStart(long end) => _zone is null ? end - Size : CityDay(end - 1).Start;

    private (long Start, long End) CityDay(long time)
    {
        if (time >= _cachedStart && time < _cachedEnd)
        {
            return (_cachedStart, _cachedEnd);
        }

        var date = Instant.FromUnixTimeTicks(0).PlusNanoseconds(time * 1000).InZone(_zone!).Date;
        var days = Period.DaysBetween(new LocalDate(1970, 1, 1), date);
        var first = date.PlusDays(-(((days % _days) + _days) % _days));
        _cachedStart = _zone!.AtStartOfDay(first).ToInstant().ToUnixTimeTicks() / 10;
        _cachedEnd = _zone.AtStartOfDay(first.PlusDays(_days)).ToInstant().ToUnixTimeTicks() / 10;
        return (_cachedStart, _cachedEnd);
    }
}
