using Sensorium.Core;
using Sensorium.Core.Time;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>Units by their SQL names, and arithmetic with them.</summary>
internal static class TimeUnits
{
    private static readonly Dictionary<string, TimeUnit> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["microsecond"] = TimeUnit.Microsecond,
        ["microseconds"] = TimeUnit.Microsecond,
        ["millisecond"] = TimeUnit.Millisecond,
        ["milliseconds"] = TimeUnit.Millisecond,
        ["second"] = TimeUnit.Second,
        ["seconds"] = TimeUnit.Second,
        ["minute"] = TimeUnit.Minute,
        ["minutes"] = TimeUnit.Minute,
        ["hour"] = TimeUnit.Hour,
        ["hours"] = TimeUnit.Hour,
        ["day"] = TimeUnit.Day,
        ["days"] = TimeUnit.Day,
        ["dayofmonth"] = TimeUnit.Day,
        ["week"] = TimeUnit.Week,
        ["weeks"] = TimeUnit.Week,
        ["month"] = TimeUnit.Month,
        ["months"] = TimeUnit.Month,
        ["quarter"] = TimeUnit.Quarter,
        ["quarters"] = TimeUnit.Quarter,
        ["year"] = TimeUnit.Year,
        ["years"] = TimeUnit.Year,
        ["epoch"] = TimeUnit.Epoch,
        ["doy"] = TimeUnit.DayOfYear,
        ["dayofyear"] = TimeUnit.DayOfYear,
        ["dow"] = TimeUnit.DayOfWeek,
        ["dayofweek"] = TimeUnit.DayOfWeek,
        ["isodow"] = TimeUnit.IsoDayOfWeek,
        ["isoyear"] = TimeUnit.IsoYear,
    };

    public static object? Parse(string name) => ByName.TryGetValue(name, out var unit) ? unit : null;

    public static TimeUnit Parse(Utf8Text name, ref RowFault fault)
    {
        Span<char> chars = stackalloc char[16];
        if (name.Length <= chars.Length
            && System.Text.Encoding.UTF8.TryGetChars(name.Span, chars, out var length)
            && ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..length], out var unit))
        {
            return unit;
        }

        fault = RowFault.InvalidArgument;
        return TimeUnit.Day;
    }

    /// <summary>In microseconds, where every such unit has the same length; 0 for months and more, and for what is no unit.</summary>
    public static long Length(TimeUnit unit) => unit switch
    {
        TimeUnit.Microsecond => 1,
        TimeUnit.Millisecond => 1000,
        TimeUnit.Second => Calendar.MicrosPerSecond,
        TimeUnit.Minute => 60 * Calendar.MicrosPerSecond,
        TimeUnit.Hour => 3600 * Calendar.MicrosPerSecond,
        TimeUnit.Day => Calendar.MicrosPerDay,
        TimeUnit.Week => 7 * Calendar.MicrosPerDay,
        _ => 0,
    };

    /// <summary>Months in a unit that is counted in them; 0 for others.</summary>
    public static int Months(TimeUnit unit) => unit switch
    {
        TimeUnit.Month => 1,
        TimeUnit.Quarter => 3,
        TimeUnit.Year => 12,
        _ => 0,
    };
}
