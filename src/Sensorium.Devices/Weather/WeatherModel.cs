using Sensorium.Devices.Generation;

namespace Sensorium.Devices.Weather;

/// <summary>What a station reads: the normals of the hour, moved by a mood of the day that all stations share, and its own noise.</summary>
internal sealed class WeatherModel(WeatherNormals normals)
{
    private const long MicrosPerDay = 86_400_000_000;
    private const long SolarMicros = SensorModel.SolarMinutes * 60_000_000L;

    public WeatherReading Read(ref DeviceState device, long micros)
    {
        var local = micros + SolarMicros;
        var day = local / MicrosPerDay;
        var time = local % MicrosPerDay;
        var (celsius, wind) = normals.At(day, time);
        var condition = normals.ConditionOn(day);
        var mood = new DeviceRandom((ulong)day);
        var warmer = 2 * mood.NextNormal();
        var windier = 0.6 + (0.8 * mood.NextDouble());
        var character = ((device.Trait & 0xFFFF) / 32768.0) - 1;
        ref var random = ref device.Random;

        // It snows only where it is cold: the day is then rainy.
        celsius += warmer + (0.7 * character) + (0.1 * random.NextNormal());
        condition = condition == WeatherCondition.Snow && celsius > 3 ? WeatherCondition.Rain : condition;
        var hour = time / 3_600_000_000.0;
        var dampness = condition switch
        {
            WeatherCondition.Sun => 64,
            WeatherCondition.Drizzle => 88,
            WeatherCondition.Fog => 95,
            _ => 90,
        };
        var humidity = dampness - (9 * Math.Cos((hour - 15) * (Math.Tau / 24))) + (3 * character) + random.NextNormal();
        var rush = Math.Exp(-(hour - 8) * (hour - 8) / 4.5) + Math.Exp(-(hour - 17) * (hour - 17) / 6);
        var air = 28 + (34 * rush) + (8 * character) + (3 * random.NextNormal()) - (dampness > 85 ? 8 : 0);
        return new(
            (int)Math.Round(celsius * 10),
            condition,
            (int)Math.Round(Math.Clamp(wind * windier * 3.6 * (1 + (0.15 * random.NextNormal())), 0, 100) * 10),
            (int)Math.Round(Math.Clamp(humidity, 20, 100)),
            (int)Math.Round(Math.Clamp(air, 0, 500)));
    }
}
