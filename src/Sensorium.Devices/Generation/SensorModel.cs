namespace Sensorium.Devices.Generation;

/// <summary>
/// What indoor sensors read over a day: a curve by solar time, each device a little apart from it, noise. Now and then a
/// temperature sensor heats up for half an hour, so that there is something to be alerted of.
/// </summary>
internal sealed class SensorModel
{
    /// <summary>Solar time of Gothenburg is UTC plus this.</summary>
    public const int SolarMinutes = 48;

    private const long MicrosPerMinute = 60_000_000;
    private const int MinutesPerDay = 1440;
    private const int EpisodeMinutes = 30;

    private readonly float[] _temperature = new float[MinutesPerDay];
    private readonly float[] _humidity = new float[MinutesPerDay];
    private readonly float[] _energy = new float[MinutesPerDay];

    public SensorModel()
    {
        for (var minute = 0; minute < MinutesPerDay; minute++)
        {
            var hour = minute / 60.0;
            var warmth = Math.Cos((hour - 15) * (Math.Tau / 24));
            _temperature[minute] = (float)(21.2 + (1.6 * warmth));
            _humidity[minute] = (float)(47 - (11 * warmth));
            _energy[minute] = (float)(1.0 + (1.3 * Bump(hour - 7.5, 1.4)) + (2.5 * Bump(hour - 19, 2.4)));
        }
    }

    /// <summary>Minute of the solar day, 0–1439.</summary>
    public static int MinuteOfDay(long micros) => (int)(((micros / MicrosPerMinute) + SolarMinutes) % MinutesPerDay);

    /// <returns>Hundredths of the unit, within the range of the type.</returns>
    public int Read(DeviceType type, ref DeviceState device, long micros)
    {
        var minute = MinuteOfDay(micros);
        var character = ((device.Trait & 0xFFFF) / 32768.0) - 1;
        var noise = device.Random.NextNormal();
        return type switch
        {
            DeviceType.Temperature =>
                Hundredths(Heated(_temperature[minute] + (0.8 * character) + (0.06 * noise), device.Trait, micros), 18, 25),
            DeviceType.Humidity => Hundredths(_humidity[minute] + (9 * character) + (0.5 * noise), device.IsJava ? 30 : 3, 70),
            _ => Hundredths((_energy[minute] * (1 + (0.3 * character))) + (0.12 * noise), 0.5, 5),
        };
    }

    private static double Heated(double value, uint trait, long micros)
    {
        var episode = micros / (EpisodeMinutes * MicrosPerMinute);
        if ((DeviceRandom.Mix((ulong)episode ^ ((ulong)trait << 32)) & 63) != 0)
        {
            return value;
        }

        var part = micros % (EpisodeMinutes * MicrosPerMinute) / (double)(EpisodeMinutes * MicrosPerMinute);
        var strength = Math.Min(1, 4 * Math.Min(part, 1 - part));
        return value + ((24.97 - value) * strength);
    }

    private static double Bump(double hours, double width) => Math.Exp(-hours * hours / (2 * width * width));

    private static int Hundredths(double value, double low, double high) => (int)Math.Round(Math.Clamp(value, low, high) * 100);
}
