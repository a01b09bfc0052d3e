using Sensorium.Core;
using Sensorium.Devices.Weather;

namespace Sensorium.Devices.Generation;

/// <summary>
/// The messages as the producers of this field write them: Python's (<c>json.dumps</c> with its spaces, ISO times, snake case where
/// its sensors have it) and Java's (compact, <c>Date.toString()</c>, camel case, locations as text, <c>deviceID</c> in failures).
/// </summary>
internal sealed class Messages(MessageWriter to)
{
    /// <summary>Degrees are written with six decimals, 0.1 m.</summary>
    private const double DegreeScale = 1_000_000;

    private bool _isJava;
    private bool _isFirst;

    public void Sensor(DeviceType type, bool isJava, ReadOnlySpan<byte> id, long clock, int hundredths)
    {
        Begin(isJava);
        Text(isJava ? "deviceId"u8 : "device_id"u8, id);
        Time(clock);
        Text(isJava ? "sensorType"u8 : "sensor_type"u8, type switch
        {
            DeviceType.Temperature => "temperature"u8,
            DeviceType.Humidity => "humidity"u8,
            _ => "energy"u8,
        });
        Number("value"u8, hundredths, 2);
        Text("unit"u8, type switch
        {
            DeviceType.Temperature => "Celsius"u8,
            DeviceType.Humidity => "Percent"u8,
            _ => "kWh"u8,
        });
        to.Byte((byte)'}');
    }

    /// <param name="speed">Tenths of km/h.</param>
    /// <param name="length">Metres driven.</param>
    /// <param name="elevation">Tenths of a metre.</param>
    public void Vehicle(
        ref DeviceState device, ReadOnlySpan<byte> id, long clock, GeoPoint location, int speed, long length, int elevation)
    {
        Begin(device.IsJava);
        Id("id"u8, ref device.Random);
        Text("deviceId"u8, id);
        Time(clock);
        Location(location);
        Number("speed"u8, speed, 1);
        Number("length"u8, length, 3);
        Number("elevation"u8, elevation, 1);
        var model = VehicleModel.All[(int)(device.Trait & 0xFFFF) % VehicleModel.All.Length];
        Text("make"u8, model.Make);
        Text("model"u8, model.Model);
        Name("year"u8);
        to.Whole(2014 + ((device.Trait >> 24) % 13));
        Text("fuelType"u8, model.FuelType);
        to.Byte((byte)'}');
    }

    public void Failure(ref DeviceState device, ReadOnlySpan<byte> id, long clock, GeoPoint location)
    {
        var count = 1 + device.Random.NextInt(10);
        Begin(device.IsJava);
        Id("id"u8, ref device.Random);
        Text(device.IsJava ? "deviceID"u8 : "deviceId"u8, id);
        Id("incidentId"u8, ref device.Random);
        Text("type"u8, "suspension"u8);
        Time(clock);
        Location(location);
        Name("description"u8);
        to.Byte((byte)'"');
        to.Whole(count);
        to.Raw(" suspensions: "u8);
        to.Raw(device.Random.NextInt(5) switch
        {
            0 => "failure to stop"u8,
            1 => "yield sign ignored"u8,
            2 => "amber light not respected"u8,
            3 => "pedestrian crossing not respected"u8,
            _ => "wrong way taken"u8,
        });
        to.Byte((byte)'"');
        Name("num_failures"u8);
        to.Whole(count);
        to.Byte((byte)'}');
    }

    public void Weather(ref DeviceState device, long clock, in WeatherReading reading)
    {
        Begin(device.IsJava);
        Id("id"u8, ref device.Random);
        Number("temperature"u8, reading.Temperature, 1);
        Text("weatherCondition"u8, reading.Condition switch
        {
            WeatherCondition.Sun => "sun"u8,
            WeatherCondition.Drizzle => "drizzle"u8,
            WeatherCondition.Rain => "rain"u8,
            WeatherCondition.Snow => "snow"u8,
            _ => "fog"u8,
        });
        Number("windSpeed"u8, reading.WindSpeed, 1);
        Name("humidity"u8);
        to.Whole(reading.Humidity);
        Name("airQualityIndex"u8);
        to.Whole(reading.AirQuality);
        Time(clock);
        to.Byte((byte)'}');
    }

    /// <param name="speed">Tenths of km/h.</param>
    /// <param name="battery">Per cent.</param>
    public void Phone(ref DeviceState device, ReadOnlySpan<byte> pseudonym, long clock, GeoPoint location, int speed, int battery)
    {
        Begin(isJava: false);
        Id("id"u8, ref device.Random);
        Text("deviceId"u8, pseudonym);
        Time(clock);
        Text("platform"u8, (device.Trait & 0xFF) < 140 ? "iOS"u8 : "Android"u8);
        Location(location);
        Number("speed"u8, speed, 1);
        Name("battery"u8);
        to.Whole(battery);
        to.Byte((byte)'}');
    }

    private void Begin(bool isJava)
    {
        _isJava = isJava;
        _isFirst = true;
        to.Clear();
        to.Byte((byte)'{');
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        if (!_isFirst)
        {
            to.Raw(_isJava ? ",\""u8 : ", \""u8);
        }
        else
        {
            _isFirst = false;
            to.Byte((byte)'"');
        }

        to.Raw(name);
        to.Raw(_isJava ? "\":"u8 : "\": "u8);
    }

    private void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(name);
        to.Byte((byte)'"');
        to.Raw(value);
        to.Byte((byte)'"');
    }

    private void Number(ReadOnlySpan<byte> name, long scaled, int decimals)
    {
        Name(name);
        to.Number(scaled, decimals);
    }

    private void Id(ReadOnlySpan<byte> name, ref DeviceRandom random)
    {
        Name(name);
        to.Byte((byte)'"');
        to.Uuid(random.Next(), random.Next());
        to.Byte((byte)'"');
    }

    private void Time(long clock)
    {
        Name("timestamp"u8);
        to.Byte((byte)'"');
        if (_isJava)
        {
            to.JavaTime(clock);
        }
        else
        {
            to.IsoTime(clock);
        }

        to.Byte((byte)'"');
    }

    private void Location(GeoPoint place)
    {
        var latitude = (long)Math.Round(place.Latitude * DegreeScale);
        var longitude = (long)Math.Round(place.Longitude * DegreeScale);
        Name("location"u8);
        to.Raw(_isJava ? "\"("u8 : "{\"latitude\": "u8);
        to.Number(latitude, 6);
        to.Raw(_isJava ? ", "u8 : ", \"longitude\": "u8);
        to.Number(longitude, 6);
        to.Raw(_isJava ? ")\""u8 : "}"u8);
    }
}
