namespace Sensorium.Devices.Weather;

internal enum WeatherCondition : byte
{
    Sun,
    Drizzle,
    Rain,
    Snow,
    Fog,
}
