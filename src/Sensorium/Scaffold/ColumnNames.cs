using System.Text;
using System.Text.RegularExpressions;

namespace Sensorium.Scaffold;

/// <summary>Names of columns from the spellings of producers, and what the names say of units.</summary>
internal static partial class ColumnNames
{
    /// <summary>Spellings that siblings of one family of producers use for the same member.</summary>
    private static readonly string[][] _families =
    [
        ["device_id", "deviceId", "deviceID"],
        ["sensor_type", "sensorType"],
        ["incident_id", "incidentId"],
        ["camera_id", "cameraId"],
        ["fuel_type", "fuelType"],
        ["vehicle_type", "vehicleType"],
        ["wind_speed", "windSpeed"],
        ["weather_condition", "weatherCondition"],
        ["air_quality_index", "airQualityIndex"],
    ];

    private static readonly string[] _times =
    [
        "eventtime", "timestamp", "time", "datetime", "ts", "date", "timeutc", "timehour", "observedat", "createdat", "recordedat"
    ];

    private static readonly Dictionary<string, string> _units = new(StringComparer.Ordinal)
    {
        ["c"] = "Celsius", ["degc"] = "Celsius", ["celsius"] = "Celsius", ["°c"] = "Celsius",
        ["f"] = "Fahrenheit", ["degf"] = "Fahrenheit", ["fahrenheit"] = "Fahrenheit", ["°f"] = "Fahrenheit",
        ["percent"] = "Percent", ["pct"] = "Percent", ["%"] = "Percent",
        ["kmh"] = "km/h", ["kph"] = "km/h", ["km/h"] = "km/h", ["mph"] = "mph", ["mps"] = "m/s", ["m/s"] = "m/s",
        ["wh"] = "Wh", ["kwh"] = "kWh", ["mwh"] = "MWh", ["w"] = "W", ["kw"] = "kW", ["mw"] = "MW", ["v"] = "V", ["hz"] = "Hz",
        ["hpa"] = "hPa", ["kpa"] = "kPa", ["mbar"] = "mbar", ["mm"] = "mm", ["cm"] = "cm", ["m"] = "m", ["km"] = "km",
        ["meters"] = "m", ["metres"] = "m", ["db"] = "dB", ["lux"] = "lx", ["lx"] = "lx", ["ppm"] = "ppm", ["ppb"] = "ppb",
        ["sec"] = "s", ["seconds"] = "s", ["minutes"] = "min", ["kg"] = "kg",
    };

    /// <summary>Lower-case letters and digits alone.</summary>
    public static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary><c>avgSpeed</c> → <c>avg_speed</c>, <c>REPORT_ID</c> → <c>report_id</c>; letters, digits and single underscores.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (!char.IsLetterOrDigit(c))
            {
                text.Append('_');
                continue;
            }

            // A new word begins at a capital behind a small letter, and at the last capital of several before a small one.
            if (char.IsUpper(c) && i > 0
                && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1])
                    || (char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        var snake = Underscores().Replace(text.ToString(), "_").Trim('_');
        return snake.Length == 0 ? "column" : char.IsDigit(snake[0]) ? "c_" + snake : snake;
    }

    /// <summary>The spellings given, then others that are known of producers of this member.</summary>
    public static IReadOnlyList<string> WithKnown(IReadOnlyList<string> spellings)
    {
        var family = _families.FirstOrDefault(known => spellings.Any(known.Contains));
        return family is null ? spellings : [.. spellings.Union(family, StringComparer.Ordinal)];
    }

    /// <summary>How much a name is that of the event time: 0 for not at all.</summary>
    public static int TimeRank(string name)
    {
        var plain = Plain(name.Split('.')[^1]);
        var usual = Array.IndexOf(_times, plain);
        return usual >= 0 ? 100 - usual
            : plain.Contains("time", StringComparison.Ordinal) || plain.Contains("date", StringComparison.Ordinal)
                || plain.EndsWith("at", StringComparison.Ordinal) ? 10
            : 0;
    }

    /// <summary>How much a name is that of a device: 0 for not at all.</summary>
    public static int KeyRank(string name)
    {
        var snake = Snake(name.Split('.')[^1]);
        return snake is "device_id" or "sensor_id" or "station_id" or "vehicle_id" or "meter_id" ? 100
            : snake is "device" or "sensor" or "station" or "origin" or "vehicle" or "meter" or "site" ? 80
            : snake.EndsWith("_id", StringComparison.Ordinal) ? 60
            : snake is "id" or "symbol" or "name" ? 40
            : snake.EndsWith("code", StringComparison.Ordinal) || snake.EndsWith("name", StringComparison.Ordinal) ? 30
            : 0;
    }

    /// <summary>
    /// What the end of a name says: <c>temperature_c</c>, <c>demandKWh</c>, <c>speed [km/h]</c>. Null where it says nothing.
    /// </summary>
    public static string? UnitOf(string name)
    {
        if (Bracketed().Match(name) is { Success: true } bracketed)
        {
            var inside = bracketed.Groups[1].Value.Trim();
            return _units.GetValueOrDefault(inside.ToLowerInvariant(), inside);
        }

        var words = Snake(name).Split('_');
        return words.Length > 1 ? _units.GetValueOrDefault(words[^1]) : null;
    }

    [GeneratedRegex("_+")]
    private static partial Regex Underscores();

    [GeneratedRegex(@"[\[(]([^\[\]()]{1,12})[\])]\s*$")]
    private static partial Regex Bracketed();
}
