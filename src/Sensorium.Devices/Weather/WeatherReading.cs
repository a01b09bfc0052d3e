namespace Sensorium.Devices.Weather;

/// <param name="Temperature">Tenths of a degree Celsius.</param>
/// <param name="WindSpeed">Tenths of km/h.</param>
/// <param name="Humidity">Per cent.</param>
/// <param name="AirQuality">Index, 0–500.</param>
internal readonly record struct WeatherReading(
    int Temperature, WeatherCondition Condition, int WindSpeed, int Humidity, int AirQuality);
