using NodaTime;
using Sensorium.Core;
using Sensorium.Core.Time;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>Functions of dates and times. All in UTC, in the proleptic Gregorian calendar.</summary>
internal static class TimeFunctions
{
    [SqlFunction(
        "extract(varchar, timestamp) bigint",
        "A part of an instant: year, quarter, month, week (ISO), day, doy, dow (Sunday = 1), isodow (Monday = 1), isoyear, hour, minute, "
            + "second, millisecond, microsecond (both within the second) or epoch (seconds since 1970).")]
    [SqlFunction("date_part(varchar, timestamp) bigint")]
    [Prepared(0, nameof(Unit), nameof(Extract))]
    public static long Extract(Utf8Text unit, long instant, ref RowFault fault) => Extract(TimeUnits.Parse(unit, ref fault), instant);

    public static long Extract(TimeUnit unit, long instant)
    {
        var day = Calendar.DayOf(instant);
        var time = instant - (day * Calendar.MicrosPerDay);
        return unit switch
        {
            TimeUnit.Microsecond => time % Calendar.MicrosPerSecond,
            TimeUnit.Millisecond => time % Calendar.MicrosPerSecond / 1000,
            TimeUnit.Second => time / Calendar.MicrosPerSecond % 60,
            TimeUnit.Minute => time / (60 * Calendar.MicrosPerSecond) % 60,
            TimeUnit.Hour => time / (3600 * Calendar.MicrosPerSecond),
            TimeUnit.Epoch => Calendar.FloorDivide(instant, Calendar.MicrosPerSecond),
            _ => OfDay(unit, day),
        };
    }

    [SqlFunction("extract(varchar, date) bigint")]
    [SqlFunction("date_part(varchar, date) bigint")]
    [Prepared(0, nameof(Unit), nameof(Extract))]
    public static long Extract(Utf8Text unit, int date, ref RowFault fault) => Extract(TimeUnits.Parse(unit, ref fault), date);

    public static long Extract(TimeUnit unit, int date) => unit switch
    {
        < TimeUnit.Day => 0,
        TimeUnit.Epoch => date * 86_400L,
        _ => OfDay(unit, date),
    };

    [SqlFunction("year(timestamp) bigint", "The year.")]
    public static long Year(long instant) => Extract(TimeUnit.Year, instant);

    [SqlFunction("quarter(timestamp) bigint", "The quarter, 1 to 4.")]
    public static long Quarter(long instant) => Extract(TimeUnit.Quarter, instant);

    [SqlFunction("month(timestamp) bigint", "The month, 1 to 12.")]
    public static long Month(long instant) => Extract(TimeUnit.Month, instant);

    [SqlFunction("week(timestamp) bigint", "The ISO week, 1 to 53.")]
    public static long Week(long instant) => Extract(TimeUnit.Week, instant);

    [SqlFunction("dayofyear(timestamp) bigint", "The day of the year, 1 to 366.")]
    public static long DayOfYear(long instant) => Extract(TimeUnit.DayOfYear, instant);

    [SqlFunction("dayofmonth(timestamp) bigint", "The day of the month, 1 to 31.")]
    [SqlFunction("day(timestamp) bigint")]
    public static long DayOfMonth(long instant) => Extract(TimeUnit.Day, instant);

    [SqlFunction("dayofweek(timestamp) bigint", "The day of the week, 1 for Sunday to 7 for Saturday.")]
    public static long DayOfWeek(long instant) => Extract(TimeUnit.DayOfWeek, instant);

    [SqlFunction("hour(timestamp) bigint", "The hour, 0 to 23.")]
    public static long Hour(long instant) => Extract(TimeUnit.Hour, instant);

    [SqlFunction("minute(timestamp) bigint", "The minute, 0 to 59.")]
    public static long Minute(long instant) => Extract(TimeUnit.Minute, instant);

    [SqlFunction("second(timestamp) bigint", "The second, 0 to 59, without its fraction.")]
    public static long Second(long instant) => Extract(TimeUnit.Second, instant);

    [SqlFunction("date_trunc(varchar, timestamp) timestamp", "The start of the unit (microsecond to year, ISO week) the instant lies in.")]
    [Prepared(0, nameof(LengthUnit), nameof(Truncate))]
    public static long Truncate(Utf8Text unit, long instant, ref RowFault fault) =>
        Truncate(ParseLength(unit, ref fault), instant, ref fault);

    public static long Truncate(TimeUnit unit, long instant, ref RowFault fault)
    {
        var floor = Floor(unit, instant);
        if (floor < long.MinValue || floor > instant)
        {
            fault = RowFault.Overflow;
        }

        return (long)floor;
    }

    [SqlFunction("date_trunc(varchar, date) date")]
    [Prepared(0, nameof(LengthUnit), nameof(TruncateDate))]
    public static int TruncateDate(Utf8Text unit, int date, ref RowFault fault) => TruncateDate(ParseLength(unit, ref fault), date);

    public static int TruncateDate(TimeUnit unit, int date) => (int)FloorDay(unit, date);

    [SqlFunction("floor(timestamp, varchar) timestamp", "FLOOR(t TO unit): the start of the unit the instant lies in.")]
    [Prepared(1, nameof(LengthUnit), nameof(FloorTo))]
    public static long FloorTo(long instant, Utf8Text unit, ref RowFault fault) => Truncate(unit, instant, ref fault);

    public static long FloorTo(long instant, TimeUnit unit, ref RowFault fault) => Truncate(unit, instant, ref fault);

    [SqlFunction("floor(date, varchar) date")]
    [Prepared(1, nameof(LengthUnit), nameof(FloorDateTo))]
    public static int FloorDateTo(int date, Utf8Text unit, ref RowFault fault) => TruncateDate(unit, date, ref fault);

    public static int FloorDateTo(int date, TimeUnit unit) => TruncateDate(unit, date);

    [SqlFunction(
        "ceil(timestamp, varchar) timestamp", "CEIL(t TO unit): the instant itself where a unit starts, else the start of the next.")]
    [SqlFunction("ceiling(timestamp, varchar) timestamp")]
    [Prepared(1, nameof(LengthUnit), nameof(CeilingTo))]
    public static long CeilingTo(long instant, Utf8Text unit, ref RowFault fault) =>
        CeilingTo(instant, ParseLength(unit, ref fault), ref fault);

    public static long CeilingTo(long instant, TimeUnit unit, ref RowFault fault)
    {
        var floor = Truncate(unit, instant, ref fault);
        return floor == instant || fault != RowFault.None ? floor : Add(unit, 1, floor, ref fault);
    }

    [SqlFunction(
        "time_bucket(interval, timestamp) timestamp",
        "The start of the bucket of that length the instant lies in; buckets are counted from 1970-01-01.")]
    public static long Bucket(long width, long instant, ref RowFault fault)
    {
        if (width <= 0)
        {
            fault = RowFault.InvalidArgument;
            return 0;
        }

        var start = (Int128)Calendar.FloorDivide(instant, width) * width;
        if (start < long.MinValue)
        {
            fault = RowFault.Overflow;
        }

        return (long)start;
    }

    [SqlFunction(
        "timestampadd(varchar, bigint, timestamp) timestamp",
        "The instant so many units later; months and years clip to the end of the month.")]
    [Prepared(0, nameof(LengthUnit), nameof(Add))]
    public static long Add(Utf8Text unit, long count, long instant, ref RowFault fault) =>
        Add(ParseLength(unit, ref fault), count, instant, ref fault);

    public static long Add(TimeUnit unit, long count, long instant, ref RowFault fault)
    {
        var months = TimeUnits.Months(unit);
        if (months == 0)
        {
            return Arithmetic.Add(instant, Arithmetic.Multiply(count, TimeUnits.Length(unit), ref fault), ref fault);
        }

        if (count is < -10_000_000 or > 10_000_000)
        {
            fault = RowFault.Overflow;
            return 0;
        }

        var day = Calendar.DayOf(instant);
        var time = instant - (day * Calendar.MicrosPerDay);
        var moved = ((Int128)Calendar.AddMonths(day, count * months) * Calendar.MicrosPerDay) + time;
        if (moved != (long)moved)
        {
            fault = RowFault.Overflow;
        }

        return (long)moved;
    }

    [SqlFunction("timestampadd(varchar, bigint, date) date", "The date so many days, weeks, months or years later.")]
    [Prepared(0, nameof(LengthUnit), nameof(AddToDate))]
    public static int AddToDate(Utf8Text unit, long count, int date, ref RowFault fault) =>
        AddToDate(ParseLength(unit, ref fault), count, date, ref fault);

    public static int AddToDate(TimeUnit unit, long count, int date, ref RowFault fault)
    {
        if (unit < TimeUnit.Day)
        {
            fault = RowFault.InvalidArgument;
            return 0;
        }

        var months = TimeUnits.Months(unit);
        if (count is < -int.MaxValue or > int.MaxValue)
        {
            fault = RowFault.Overflow;
            return 0;
        }

        var moved = months > 0 ? Calendar.AddMonths(date, count * months) : date + (count * (unit == TimeUnit.Week ? 7 : 1));
        return Casts.ToInteger(moved, ref fault);
    }

    [SqlFunction(
        "timestampdiff(varchar, timestamp, timestamp) bigint",
        "The whole units from the first instant to the second, cut toward zero; months are those timestampadd adds.")]
    [SqlFunction("date_diff(varchar, timestamp, timestamp) bigint")]
    [SqlFunction("datediff(varchar, timestamp, timestamp) bigint", "With a unit: the whole units from the first instant to the second.")]
    [Prepared(0, nameof(LengthUnit), nameof(Difference))]
    public static long Difference(Utf8Text unit, long from, long to, ref RowFault fault) =>
        Difference(ParseLength(unit, ref fault), from, to);

    public static long Difference(TimeUnit unit, long from, long to)
    {
        var months = TimeUnits.Months(unit);
        if (months == 0)
        {
            return (long)(((Int128)to - from) / TimeUnits.Length(unit));
        }

        return (to < from ? -MonthsBetween(to, from) : MonthsBetween(from, to)) / months;
    }

    [SqlFunction("date_add(date, int) date", "The date so many days later.")]
    public static int AddDays(int date, int days, ref RowFault fault) => Arithmetic.Add(date, days, ref fault);

    [SqlFunction("date_sub(date, int) date", "The date so many days earlier.")]
    public static int SubtractDays(int date, int days, ref RowFault fault) => Arithmetic.Subtract(date, days, ref fault);

    [SqlFunction("date_add(timestamp, interval) timestamp", "The instant an interval later.")]
    public static long AddInterval(long instant, long interval, ref RowFault fault) => Arithmetic.Add(instant, interval, ref fault);

    [SqlFunction("date_sub(timestamp, interval) timestamp", "The instant an interval earlier.")]
    public static long SubtractInterval(long instant, long interval, ref RowFault fault) =>
        Arithmetic.Subtract(instant, interval, ref fault);

    [SqlFunction("datediff(date, date) int", "The days from the second date to the first.")]
    public static int DaysBetween(int end, int start, ref RowFault fault) => Arithmetic.Subtract(end, start, ref fault);

    [SqlFunction("to_timestamp(bigint) timestamp", "Seconds since 1970-01-01 00:00 UTC as an instant.")]
    public static long FromSeconds(long seconds, ref RowFault fault) => Arithmetic.Multiply(seconds, Calendar.MicrosPerSecond, ref fault);

    [SqlFunction("to_timestamp(double) timestamp")]
    public static long FromSeconds(double seconds, ref RowFault fault) =>
        Casts.ToBigInt(Rounding.Round(seconds * Calendar.MicrosPerSecond), ref fault);

    [SqlFunction(
        "to_timestamp_ltz(bigint, int) timestamp",
        "Seconds (0), milliseconds (3) or microseconds (6) since 1970-01-01 00:00 UTC as an instant.")]
    public static long FromEpoch(long epoch, int precision, ref RowFault fault)
    {
        var unit = precision switch { 0 => Calendar.MicrosPerSecond, 3 => 1000, 6 => 1, _ => 0 };
        if (unit == 0)
        {
            fault = RowFault.InvalidArgument;
        }

        return Arithmetic.Multiply(epoch, unit, ref fault);
    }

    [SqlFunction("epoch_ms(timestamp) bigint", "Milliseconds since 1970-01-01 00:00 UTC, rounded down; of a number, the instant.")]
    public static long ToMilliseconds(long instant) => Calendar.FloorDivide(instant, 1000);

    [SqlFunction("epoch_ms(bigint) timestamp")]
    public static long FromMilliseconds(long milliseconds, ref RowFault fault) => Arithmetic.Multiply(milliseconds, 1000L, ref fault);

    [SqlFunction("unix_timestamp(timestamp) bigint", "Seconds since 1970-01-01 00:00 UTC, rounded down.")]
    public static long ToSeconds(long instant) => Calendar.FloorDivide(instant, Calendar.MicrosPerSecond);

    [SqlFunction("to_seconds(interval) double", "The length of an interval in seconds.")]
    public static double Seconds(long interval) => interval / 1e6;

    [SqlFunction(
        "at_zone(timestamp, varchar) timestamp",
        "What clocks of an IANA time zone (Europe/Stockholm) show at an instant, as a timestamp without regard to UTC.")]
    [Prepared(1, nameof(Zone), nameof(AtZone))]
    public static long AtZone(long instant, Utf8Text zone, ref RowFault fault)
    {
        if (Zone(zone.ToString()) is DateTimeZone found)
        {
            return AtZone(instant, found, ref fault);
        }

        fault = RowFault.InvalidArgument;
        return 0;
    }

    public static long AtZone(long instant, DateTimeZone zone, ref RowFault fault)
    {
        if (instant < EarliestMicros || instant > LatestMicros)
        {
            fault = RowFault.Overflow;
            return 0;
        }

        var offset = zone.GetUtcOffset(Instant.FromUnixTimeTicks(instant * 10));
        return instant + (offset.Seconds * Calendar.MicrosPerSecond);
    }

    public static object? Unit(string name) => TimeUnits.Parse(name);

    public static object? LengthUnit(string name) => TimeUnits.Parse(name) is TimeUnit and <= TimeUnit.Year and var unit ? unit : null;

    public static object? Zone(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);

    /// <summary>Years 1 to 9999 less a day, within which every zone is defined.</summary>
    private const long EarliestMicros = -62_135_510_400_000_000;
    private const long LatestMicros = 253_402_214_400_000_000;

    private static TimeUnit ParseLength(Utf8Text name, ref RowFault fault)
    {
        var unit = TimeUnits.Parse(name, ref fault);
        if (unit > TimeUnit.Year)
        {
            fault = RowFault.InvalidArgument;
            return TimeUnit.Day;
        }

        return unit;
    }

    /// <summary>The most months that, added to the first instant as TIMESTAMPADD does, do not go beyond the second.</summary>
    private static long MonthsBetween(long from, long to)
    {
        var fromDay = Calendar.DayOf(from);
        var (start, end) = (Calendar.DateOf(fromDay), Calendar.DateOf(Calendar.DayOf(to)));
        var months = ((end.Year - start.Year) * 12L) + end.Month - start.Month;
        var reached = ((Int128)Calendar.AddMonths(fromDay, months) * Calendar.MicrosPerDay) + Calendar.TimeOf(from);
        return reached > to ? months - 1 : months;
    }

    private static Int128 Floor(TimeUnit unit, long instant)
    {
        if (unit <= TimeUnit.Day)
        {
            var length = TimeUnits.Length(unit);
            return (Int128)Calendar.FloorDivide(instant, length) * length;
        }

        return (Int128)FloorDay(unit, Calendar.DayOf(instant)) * Calendar.MicrosPerDay;
    }

    private static long FloorDay(TimeUnit unit, long day)
    {
        if (unit <= TimeUnit.Day)
        {
            return day;
        }

        if (unit == TimeUnit.Week)
        {
            return day - Calendar.IsoDayOfWeek(day) + 1;
        }

        var (year, month, _) = Calendar.DateOf(day);
        return Calendar.DayOf(year, unit switch { TimeUnit.Year => 1, TimeUnit.Quarter => month - ((month - 1) % 3), _ => month }, 1);
    }

    private static long OfDay(TimeUnit unit, long day) => unit switch
    {
        TimeUnit.Day => Calendar.DateOf(day).Day,
        TimeUnit.Week => Calendar.IsoWeek(day).Week,
        TimeUnit.Month => Calendar.DateOf(day).Month,
        TimeUnit.Quarter => ((Calendar.DateOf(day).Month - 1) / 3) + 1,
        TimeUnit.Year => Calendar.DateOf(day).Year,
        TimeUnit.DayOfYear => Calendar.DayOfYear(day),
        TimeUnit.DayOfWeek => (Calendar.IsoDayOfWeek(day) % 7) + 1,
        TimeUnit.IsoDayOfWeek => Calendar.IsoDayOfWeek(day),
        _ => Calendar.IsoWeek(day).Year,
    };
}
