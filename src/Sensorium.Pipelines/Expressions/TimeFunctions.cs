using System.Text;
using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>Dates and timestamps, in UTC.</summary>
internal static class TimeFunctions
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    /// <summary>A part of a timestamp. Weeks and <c>isodow</c> as ISO 8601; <c>dow</c> from Sunday = 1, as Flink.</summary>
    [SqlFunction("extract", "BigInt(Varchar, Timestamp)")]
    public static long Extract(Utf8Text part, long time, ref RowFault fault)
    {
        if (time is < -62_135_596_800_000_000 or > 253_402_300_799_999_999)
        {
            fault = RowFault.InvalidArgument;
            return 0;
        }

        var instant = DateTime.UnixEpoch.AddTicks(time * 10);
        switch (Encoding.UTF8.GetString(part.Span).ToLowerInvariant())
        {
            case "year": return instant.Year;
            case "quarter": return ((instant.Month - 1) / 3) + 1;
            case "month": return instant.Month;
            case "week": return System.Globalization.ISOWeek.GetWeekOfYear(instant);
            case "day": return instant.Day;
            case "doy": return instant.DayOfYear;
            case "dow": return (int)instant.DayOfWeek + 1;
            case "isodow": return instant.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)instant.DayOfWeek;
            case "hour": return instant.Hour;
            case "minute": return instant.Minute;
            case "second": return instant.Second;
            case "millisecond": return instant.Millisecond;
            case "microsecond": return (instant.Millisecond * 1000) + instant.Microsecond;
            case "epoch": return Floor(time, Second) / Second;
            default:
                fault = RowFault.InvalidArgument;
                return 0;
        }
    }

    /// <summary>The start of the stretch of that length, counted from 1970-01-01, that holds the time.</summary>
    [SqlFunction("time_bucket", "Timestamp(Interval, Timestamp)")]
    public static long TimeBucket(long length, long time, ref RowFault fault)
    {
        fault = length <= 0 ? RowFault.InvalidArgument : fault;
        return length <= 0 ? 0 : Floor(time, length);
    }

    [SqlFunction("date_trunc", "Timestamp(Varchar, Timestamp)")]
    public static long Truncate(Utf8Text unit, long time, ref RowFault fault)
    {
        switch (Encoding.UTF8.GetString(unit.Span).ToLowerInvariant())
        {
            case "second": return Floor(time, Second);
            case "minute": return Floor(time, 60 * Second);
            case "hour": return Floor(time, 3600 * Second);
            case "day": return Floor(time, Day);
            case "month" or "year" when time is >= -62_135_596_800_000_000 and <= 253_402_300_799_999_999:
                var instant = DateTime.UnixEpoch.AddTicks(time * 10);
                var first = new DateTime(instant.Year, unit.Length == 4 ? 1 : instant.Month, 1);
                return (first.Ticks - DateTime.UnixEpoch.Ticks) / 10;
            default:
                fault = RowFault.InvalidArgument;
                return 0;
        }
    }

    /// <param name="seconds">Since 1970-01-01.</param>
    [SqlFunction("to_timestamp", "Timestamp(Double)")]
    public static long FromEpoch(double seconds, ref RowFault fault)
    {
        var micros = seconds * Second;
        if (!(Math.Abs(micros) < long.MaxValue))
        {
            fault = RowFault.Overflow;
            return 0;
        }

        return (long)micros;
    }

    internal static long Floor(long time, long length)
    {
        var rest = time % length;
        return time - (rest < 0 ? rest + length : rest);
    }
}
