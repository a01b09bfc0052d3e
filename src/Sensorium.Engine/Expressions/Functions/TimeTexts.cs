using System.Buffers.Text;
using Sensorium.Core;
using Sensorium.Core.Time;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>Dates and times as text and back.</summary>
internal static class TimeTexts
{
    private static readonly DatePattern Seconds = DatePattern.Compile("yyyy-MM-dd HH:mm:ss")!;
    private static readonly DatePattern Milliseconds = DatePattern.Compile("yyyy-MM-dd HH:mm:ss.SSS")!;
    private static readonly DatePattern Microseconds = DatePattern.Compile("yyyy-MM-dd HH:mm:ss.SSSSSS")!;
    private static readonly DatePattern Days = DatePattern.Compile("yyyy-MM-dd")!;

    [SqlFunction("date_format(timestamp, varchar) varchar", "An instant in a format of the letters y M d D E H h m s S a X.")]
    [Prepared(1, nameof(Pattern), nameof(Format))]
    public static Utf8Text Format(long instant, Utf8Text pattern, TextArena arena, ref RowFault fault)
    {
        if (DatePattern.Compile(pattern.ToString()) is { } compiled)
        {
            return compiled.Format(instant, arena);
        }

        fault = RowFault.InvalidArgument;
        return default;
    }

    public static Utf8Text Format(long instant, DatePattern pattern, TextArena arena) => pattern.Format(instant, arena);

    [SqlFunction(
        "to_timestamp(varchar) timestamp",
        "The instant a text in the form of CAST, or of the format given, stands for; NULL where it does not match or there is no such "
            + "date.")]
    public static long Parse(Utf8Text text, ref bool isNull)
    {
        isNull = !TimeText.TryParse(text.Span, out long instant);
        return instant;
    }

    [SqlFunction("to_timestamp(varchar, varchar) timestamp")]
    [Prepared(1, nameof(Pattern), nameof(Parse))]
    public static long Parse(Utf8Text text, Utf8Text pattern, ref bool isNull, ref RowFault fault)
    {
        if (DatePattern.Compile(pattern.ToString()) is { } compiled)
        {
            return Parse(text, compiled, ref isNull);
        }

        fault = RowFault.InvalidArgument;
        return 0;
    }

    public static long Parse(Utf8Text text, DatePattern pattern, ref bool isNull)
    {
        isNull = !pattern.TryParse(text.Span, out var instant);
        return instant;
    }

    [SqlFunction(
        "to_date(varchar) date",
        "The date a text in the form yyyy-MM-dd, or of the format given, stands for; NULL where it does not match or there is no such "
            + "date.")]
    public static int ParseDate(Utf8Text text, ref bool isNull)
    {
        isNull = !TimeText.TryParse(text.Span, out int date);
        return date;
    }

    [SqlFunction("to_date(varchar, varchar) date")]
    [Prepared(1, nameof(Pattern), nameof(ParseDate))]
    public static int ParseDate(Utf8Text text, Utf8Text pattern, ref bool isNull, ref RowFault fault) =>
        (int)Calendar.DayOf(Parse(text, pattern, ref isNull, ref fault));

    public static int ParseDate(Utf8Text text, DatePattern pattern, ref bool isNull) =>
        (int)Calendar.DayOf(Parse(text, pattern, ref isNull));

    [SqlFunction(
        "unix_timestamp(varchar) bigint",
        "Seconds since 1970-01-01 00:00 UTC of a text yyyy-MM-dd HH:mm:ss, or of the format given; NULL where it does not match.")]
    public static long ParseSeconds(Utf8Text text, ref bool isNull) =>
        Calendar.FloorDivide(Parse(text, Seconds, ref isNull), Calendar.MicrosPerSecond);

    [SqlFunction("unix_timestamp(varchar, varchar) bigint")]
    [Prepared(1, nameof(Pattern), nameof(ParseSeconds))]
    public static long ParseSeconds(Utf8Text text, Utf8Text pattern, ref bool isNull, ref RowFault fault) =>
        Calendar.FloorDivide(Parse(text, pattern, ref isNull, ref fault), Calendar.MicrosPerSecond);

    public static long ParseSeconds(Utf8Text text, DatePattern pattern, ref bool isNull) =>
        Calendar.FloorDivide(Parse(text, pattern, ref isNull), Calendar.MicrosPerSecond);

    [SqlFunction(
        "from_unixtime(bigint) varchar", "Seconds since 1970-01-01 00:00 UTC as text yyyy-MM-dd HH:mm:ss, or in the format given.")]
    public static Utf8Text FormatSeconds(long seconds, TextArena arena, ref RowFault fault) =>
        Seconds.Format(Arithmetic.Multiply(seconds, Calendar.MicrosPerSecond, ref fault), arena);

    [SqlFunction("from_unixtime(bigint, varchar) varchar")]
    [Prepared(1, nameof(Pattern), nameof(FormatSeconds))]
    public static Utf8Text FormatSeconds(long seconds, Utf8Text pattern, TextArena arena, ref RowFault fault) =>
        Format(Arithmetic.Multiply(seconds, Calendar.MicrosPerSecond, ref fault), pattern, arena, ref fault);

    public static Utf8Text FormatSeconds(long seconds, DatePattern pattern, TextArena arena, ref RowFault fault) =>
        pattern.Format(Arithmetic.Multiply(seconds, Calendar.MicrosPerSecond, ref fault), arena);

    public static object? Pattern(string pattern) => DatePattern.Compile(pattern);

    /// <summary>With three decimals, or six where there are microseconds.</summary>
    public static Utf8Text FormatTimestamp(long instant, TextArena arena) =>
        (instant % 1000 == 0 ? Milliseconds : Microseconds).Format(instant, arena);

    public static Utf8Text FormatDate(int date, TextArena arena) => Days.Format(date * Calendar.MicrosPerDay, arena);

    /// <summary>As <c>+1 02:03:04.000</c>, days before hours, with three decimals, or six where there are microseconds.</summary>
    public static Utf8Text FormatInterval(long interval, TextArena arena)
    {
        var length = interval < 0 ? 0UL - (ulong)interval : (ulong)interval;
        var room = arena.Allocate(48, out var text);
        room[0] = interval < 0 ? (byte)'-' : (byte)'+';
        Utf8Formatter.TryFormat(length / Calendar.MicrosPerDay, room[1..], out var used);
        used++;
        room[used++] = (byte)' ';
        var time = (long)(length % Calendar.MicrosPerDay);
        used += Two(room[used..], time / (3600 * Calendar.MicrosPerSecond), ':');
        used += Two(room[used..], time / (60 * Calendar.MicrosPerSecond) % 60, ':');
        used += Two(room[used..], time / Calendar.MicrosPerSecond % 60, '.');
        var micros = time % Calendar.MicrosPerSecond;
        Utf8Formatter.TryFormat(
            micros % 1000 == 0 ? micros / 1000 : micros, room[used..], out var written, new('D', (byte)(micros % 1000 == 0 ? 3 : 6)));
        return arena.Shorten(text, used + written);
    }

    private static int Two(Span<byte> room, long value, char after)
    {
        room[0] = (byte)('0' + (value / 10));
        room[1] = (byte)('0' + (value % 10));
        room[2] = (byte)after;
        return 3;
    }
}
