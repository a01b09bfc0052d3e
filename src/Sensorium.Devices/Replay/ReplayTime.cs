using System.Globalization;
using System.Text;
using Sensorium.Core;

namespace Sensorium.Devices.Replay;

/// <summary>
/// Reads a record's time for the pace alone; the record itself keeps its text. ISO 8601, with or without zone (then UTC),
/// <c>Date.toString()</c>, or a number of seconds, milliseconds or microseconds since 1970, told apart by size.
/// </summary>
internal static class ReplayTime
{
    /// <summary>What the time is called where nobody says, the first that is present.</summary>
    public static readonly string[] UsualNames =
        ["timestamp", "event_time", "eventTime", "time", "datetime", "time_hour", "date", "ts"];

    private const int LongestText = 64;

    /// <summary>Numbers from here on are milliseconds (in seconds, the year 5138), then microseconds.</summary>
    private const double FirstMilliseconds = 1e11;

    private const double FirstMicroseconds = 1e14;

    private static readonly string[] JavaFormats = ["ddd MMM d HH:mm:ss zzz yyyy", "ddd MMM dd HH:mm:ss zzz yyyy"];

    private static readonly (string Name, string Offset)[] JavaZones =
        [(" UTC ", " +00:00 "), (" GMT ", " +00:00 "), (" CET ", " +01:00 "), (" CEST ", " +02:00 ")];

    public static EventTime? Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8.Length > LongestText)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(utf8);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return FromNumber(number);
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return EventTime.From(instant);
        }

        foreach (var (name, offset) in JavaZones)
        {
            text = text.Replace(name, offset, StringComparison.Ordinal);
        }

        return DateTimeOffset.TryParseExact(text, JavaFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant)
            ? EventTime.From(instant)
            : null;
    }

    private static EventTime? FromNumber(double number)
    {
        var micros = number switch
        {
            < FirstMilliseconds => number * 1e6,
            < FirstMicroseconds => number * 1e3,
            _ => number,
        };

        // Below that it is a year or a count, no instant of this century.
        return number < 1e8 || micros > 4e15 ? null : new((long)micros);
    }
}
