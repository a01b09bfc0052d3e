namespace Sensorium.Core.Time;

/// <summary>
/// The proleptic Gregorian calendar over days and microseconds since 1970-01-01, in any year; everything floors, also before 1970.
/// </summary>
public static class Calendar
{
    public const long MicrosPerSecond = 1_000_000;
    public const long MicrosPerDay = 86_400 * MicrosPerSecond;

    /// <summary>0001-01-01T00:00:00Z, the first instant that a timestamp column takes, in microseconds.</summary>
    public const long FirstMicros = -62_135_596_800 * MicrosPerSecond;

    /// <summary>The last microsecond of year 9999, the last instant that a timestamp column takes.</summary>
    public const long LastMicros = (253_402_300_800 * MicrosPerSecond) - 1;

    public static long FloorDivide(long value, long divisor)
    {
        var quotient = value / divisor;
        return (value % divisor) < 0 ? quotient - 1 : quotient;
    }

    public static long DayOf(long micros) => FloorDivide(micros, MicrosPerDay);

    /// <summary>Microseconds since midnight.</summary>
    public static long TimeOf(long micros) => micros - (DayOf(micros) * MicrosPerDay);

    public static (int Year, int Month, int Day) DateOf(long day)
    {
        // Years begin in March here, so that the leap day is the last day; 719468 days lie before 1970 since 0000-03-01.
        var shifted = day + 719_468;
        var era = FloorDivide(shifted, 146_097);
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
        var year = (int)(yearOfEra + (era * 400) + (month <= 2 ? 1 : 0));
        return (year, month, (int)(dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1));
    }

    public static long DayOf(long year, int month, int day)
    {
        year -= month <= 2 ? 1 : 0;
        var era = FloorDivide(year, 400);
        var yearOfEra = year - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097) + dayOfEra - 719_468;
    }

    public static bool IsDate(int year, int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= DaysInMonth(year, month);

    public static int DaysInMonth(long year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>1 for Monday to 7 for Sunday.</summary>
    public static int IsoDayOfWeek(long day) => (int)(day + 3 - (FloorDivide(day + 3, 7) * 7)) + 1;

    public static int DayOfYear(long day) => (int)(day - DayOf(DateOf(day).Year, 1, 1)) + 1;

    /// <summary>The ISO week and the year it belongs to: that of its Thursday.</summary>
    public static (int Year, int Week) IsoWeek(long day)
    {
        var thursday = day + 4 - IsoDayOfWeek(day);
        var year = DateOf(thursday).Year;
        return (year, (int)((thursday - DayOf(year, 1, 1)) / 7) + 1);
    }

    /// <summary>The day so many months later, clipped to the end of its month.</summary>
    public static long AddMonths(long day, long months)
    {
        var (year, month, dayOfMonth) = DateOf(day);
        var index = (year * 12L) + month - 1 + months;
        var newYear = FloorDivide(index, 12);
        var newMonth = (int)(index - (newYear * 12)) + 1;
        return DayOf(newYear, newMonth, Math.Min(dayOfMonth, DaysInMonth(newYear, newMonth)));
    }
}
