using Sensorium.Core.Time;

namespace Sensorium.Engine.Decode;

/// <summary>Digits and dates of the fixed-width forms in which devices write times.</summary>
internal static class FixedTime
{
    /// <summary>False where the calendar has no such day; year 1 to 9999.</summary>
    public static bool TryDay(int year, int month, int day, out int days)
    {
        days = 0;
        if (year is < 1 or > 9999 || !Calendar.IsDate(year, month, day))
        {
            return false;
        }

        days = (int)Calendar.DayOf(year, month, day);
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
