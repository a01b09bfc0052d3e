using System.Globalization;
using Sensorium.Core;

namespace Sensorium.Devices.Weather;

/// <summary>
/// A year of real weather by the hour: the normals of Seattle, whose coast is as mild and wet as Gothenburg's, and four years of its
/// daily conditions. Days are moved to the same day of the year asked for.
/// </summary>
public sealed class WeatherNormals
{
    /// <summary>To be named where the data is described.</summary>
    public const string Attribution = "Weather: US National Centers for Environmental Information, by way of vega-datasets (BSD-3-Clause)";

    private const int HoursPerDay = 24;

    /// <summary>Days are numbered as in a leap year, so that a date has the same number in all years.</summary>
    private const int Days = 366;

    private const int LeapYear = 2012;

    private readonly float[] _temperature = new float[Days * HoursPerDay];
    private readonly float[] _wind = new float[Days * HoursPerDay];
    private readonly WeatherCondition[][] _conditions;

    private WeatherNormals(byte[] hourly, byte[] daily)
    {
        Array.Fill(_temperature, float.NaN);
        foreach (var row in Rows(hourly, "date,pressure,temperature,wind"))
        {
            var at = (DayNumber(row[0]) * HoursPerDay) + int.Parse(row[0].AsSpan(11, 2), CultureInfo.InvariantCulture);
            _temperature[at] = float.Parse(row[2], CultureInfo.InvariantCulture);
            _wind[at] = float.Parse(row[3], CultureInfo.InvariantCulture);
        }

        // The normals are of a common year: the leap day, and any hour left out, take the hour of the day before.
        for (var i = HoursPerDay; i < _temperature.Length; i++)
        {
            if (float.IsNaN(_temperature[i]))
            {
                (_temperature[i], _wind[i]) = (_temperature[i - HoursPerDay], _wind[i - HoursPerDay]);
            }
        }

        for (var i = HoursPerDay - 1; i >= 0; i--)
        {
            if (float.IsNaN(_temperature[i]))
            {
                (_temperature[i], _wind[i]) = (_temperature[i + 1], _wind[i + 1]);
            }
        }

        var years = new SortedDictionary<string, WeatherCondition[]>(StringComparer.Ordinal);
        foreach (var row in Rows(daily, "date,precipitation,temp_max,temp_min,wind,weather"))
        {
            if (!years.TryGetValue(row[0][..4], out var conditions))
            {
                years.Add(row[0][..4], conditions = new WeatherCondition[Days]);
            }

            conditions[DayNumber(row[0])] = Enum.Parse<WeatherCondition>(row[5], ignoreCase: true);
        }

        _conditions = [.. years.Values];
    }

    /// <exception cref="SensoriumException">SN7001: a file is missing.</exception>
    public static WeatherNormals Load() =>
        new(BundledData.Read("seattle-weather-hourly-normals.csv"), BundledData.Read("seattle-weather.csv"));

    /// <param name="day">Days since 1970.</param>
    /// <param name="micros">Since that day's midnight.</param>
    internal (double Celsius, double MetresPerSecond) At(long day, long micros)
    {
        const long microsPerHour = 3_600_000_000;
        var hour = (int)(micros / microsPerHour);
        var part = micros % microsPerHour / (double)microsPerHour;
        var at = (DayNumber(day) * HoursPerDay) + hour;
        var next = at + 1 < _temperature.Length ? at + 1 : 0;
        return (
            _temperature[at] + ((_temperature[next] - _temperature[at]) * part),
            _wind[at] + ((_wind[next] - _wind[at]) * part));
    }

    /// <summary>The condition of that day of the year in one of the four years, chosen by the date.</summary>
    internal WeatherCondition ConditionOn(long day) =>
        _conditions[(int)(Generation.DeviceRandom.Mix((ulong)day) % (ulong)_conditions.Length)][DayNumber(day)];

    private static int DayNumber(long day)
    {
        var date = DateTime.UnixEpoch.AddDays(day);
        return new DateTime(LeapYear, date.Month, date.Day).DayOfYear - 1;
    }

    private static int DayNumber(string date) => new DateTime(
        LeapYear,
        int.Parse(date.AsSpan(5, 2), CultureInfo.InvariantCulture),
        int.Parse(date.AsSpan(8, 2), CultureInfo.InvariantCulture)).DayOfYear - 1;

    private static IEnumerable<string[]> Rows(byte[] csv, string header)
    {
        using var reader = new StreamReader(new MemoryStream(csv));
        if (reader.ReadLine() != header)
        {
            throw new SensoriumException(
                "SN7001", $"The weather data beside the program does not begin with '{header}'.", "Build or install again.");
        }

        while (reader.ReadLine() is { Length: > 0 } line)
        {
            yield return line.Split(',');
        }
    }
}
