namespace Sensorium.Pipelines.Decode;

/// <summary>Days and microseconds of the proleptic Gregorian calendar, counted from 1970-01-01.</summary>
internal static class CivilTime
{
    public const long MicrosPerSecond = 1_000_000;
    public const long MicrosPerDay = 86_400 * MicrosPerSecond;

    /// <summary>0001-01-01T00:00:00Z.</summary>
    public const long FirstMicros = -62_135_596_800 * MicrosPerSecond;

    /// <summary>The last microsecond of year 9999.</summary>
    public const long LastMicros = (253_402_300_800 * MicrosPerSecond) - 1;

    /// <summary>False where the calendar has no such day; year 1 to 9999.</summary>
    public static bool TryDay(int year, int month, int day, out int days)
    {
        days = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = (int)((new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay);
        return true;
    }

    /// <summary>Two digits as a number, or −1.</summary>
    public static int TwoDigits(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)(text[at] - '0'), (uint)(text[at + 1] - '0'));
        return tens <= 9 && ones <= 9 ? (int)((tens * 10) + ones) : -1;
    }

    /// <summary>The day of <c>yyyy-MM-dd</c>, exactly ten bytes.</summary>
    public static RejectReason ReadDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
        {
            return RejectReason.NotADate;
        }

        var (century, years, month, day) = (TwoDigits(text, 0), TwoDigits(text, 2), TwoDigits(text, 5), TwoDigits(text, 8));
        if (century < 0 || years < 0 || month < 0 || day < 0)
        {
            return RejectReason.NotADate;
        }

        var year = (century * 100) + years;
        return year == 0 ? RejectReason.YearOutOfRange
            : TryDay(year, month, day, out days) ? RejectReason.None
            : RejectReason.NotADate;
    }
}
