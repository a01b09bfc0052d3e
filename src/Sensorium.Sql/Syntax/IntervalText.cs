using System.Globalization;

namespace Sensorium.Sql.Syntax;

/// <summary>Lengths of time as text: of INTERVAL literals and of options.</summary>
internal static class IntervalText
{
    private static readonly Dictionary<string, long> MicrosByUnit = new()
    {
        ["MICROSECOND"] = 1,
        ["MILLISECOND"] = 1_000,
        ["SECOND"] = 1_000_000,
        ["MINUTE"] = 60_000_000,
        ["HOUR"] = 3_600_000_000,
        ["DAY"] = 86_400_000_000,
        ["WEEK"] = 604_800_000_000,
    };

    private static readonly string[] Fields = ["DAY", "HOUR", "MINUTE", "SECOND"];

    private static readonly Dictionary<string, string> ShortUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["us"] = "MICROSECOND",
        ["µs"] = "MICROSECOND",
        ["ms"] = "MILLISECOND",
        ["s"] = "SECOND",
        ["sec"] = "SECOND",
        ["min"] = "MINUTE",
        ["h"] = "HOUR",
        ["d"] = "DAY",
    };

    /// <summary>Whether a unit has one length; a month has not.</summary>
    public static bool IsFixed(string unit) => MicrosByUnit.ContainsKey(unit);

    /// <param name="text">A number, with a fraction where it comes out in microseconds; not negative.</param>
    public static bool TryParse(string text, string unit, out long micros)
    {
        micros = 0;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && TryMultiply(number, unit, out micros);
    }

    /// <summary><c>'01:30'</c> MINUTE TO SECOND, <c>'2 03:04'</c> DAY TO MINUTE.</summary>
    public static bool TryParse(string text, string from, string to, out long micros)
    {
        micros = 0;
        var (first, last) = (Array.IndexOf(Fields, from), Array.IndexOf(Fields, to));
        var parts = text.Split(from == "DAY" ? [' ', ':'] : [':']);
        if (first < 0 || last <= first || parts.Length != last - first + 1)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            var style = i == parts.Length - 1 && to == "SECOND" ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            if (!decimal.TryParse(parts[i], style, CultureInfo.InvariantCulture, out var number)
                || (i > 0 && number >= (Fields[first + i] == "HOUR" ? 24 : 60))
                || !TryMultiply(number, Fields[first + i], out var part)
                || part > long.MaxValue - micros)
            {
                return false;
            }

            micros += part;
        }

        return true;
    }

    /// <summary>A number and a unit: <c>30 s</c>, <c>5 min</c>, <c>10 minutes</c>.</summary>
    public static bool TryParse(string text, out string number, out string unit, out long micros)
    {
        var trimmed = text.Trim();
        var end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] == '.'))
        {
            end++;
        }

        number = trimmed[..end];
        var name = trimmed[end..].TrimStart();
        unit = ShortUnits.GetValueOrDefault(name) ?? Keywords.Unit(name) ?? "";
        micros = 0;
        return MicrosByUnit.ContainsKey(unit) && TryParse(number, unit, out micros);
    }

    /// <summary>As short as it is exact: <c>1 MINUTE</c>, <c>90 SECOND</c>, <c>250 MILLISECOND</c>.</summary>
    public static string Describe(long micros)
    {
        if (micros == 0)
        {
            return "0 SECOND";
        }

        var unit = MicrosByUnit.Where(unit => unit.Key != "WEEK" && micros % unit.Value == 0).MaxBy(unit => unit.Value);
        return $"{micros / unit.Value} {unit.Key}";
    }

    private static bool TryMultiply(decimal number, string unit, out long micros)
    {
        micros = 0;
        if (!MicrosByUnit.TryGetValue(unit, out var factor) || number > long.MaxValue / 10 / factor)
        {
            return false;
        }

        var product = number * factor;
        micros = (long)product;
        return micros == product;
    }
}
