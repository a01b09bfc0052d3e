using System.Globalization;
using System.Text;

namespace Sensorium.Benchmarks.Decode;

/// <summary>
/// Readings of 10,000 fixed sensors over ten minutes, most within half a second of their time, one in twenty up to nine seconds late.
/// </summary>
internal static class EventFile
{
    private const int Sensors = 10_000;

    private static readonly (string Prefix, string Type, string Unit)[] Kinds =
    [
        ("temp", "temperature", "C"), ("hum", "humidity", "%"), ("air", "air_quality", "ug/m3"), ("noise", "noise", "dB"), ("speed", "traffic", "km/h"),
    ];

    private static readonly (string Name, double Latitude, double Longitude)[] Cities =
    [
        ("Lisbon", 38.7223, -9.1393), ("Gothenburg", 57.7089, 11.9746), ("Porto", 41.1579, -8.6291), ("Aarhus", 56.1629, 10.2039), ("Madrid", 40.4168, -3.7038),
        ("Turin", 45.0703, 7.6869), ("Lyon", 45.764, 4.8357), ("Ghent", 51.0543, 3.7174), ("Bergen", 60.3913, 5.3221), ("Tartu", 58.378, 26.729),
    ];

    /// <summary>The file's path; it is written where it is not there.</summary>
    public static string Ensure(string folder, EventShape shape, int events)
    {
        var path = Path.Combine(folder, $"{shape}-{events}{(shape == EventShape.Csv ? ".csv" : ".ndjson")}".ToLowerInvariant());
        if (File.Exists(path))
        {
            return path;
        }

        using (var writer = new StreamWriter(path + ".new", false, new UTF8Encoding(false), 1 << 20))
        {
            Write(writer, shape, events);
        }

        File.Move(path + ".new", path);
        return path;
    }

    private static void Write(StreamWriter writer, EventShape shape, int events)
    {
        var random = new Random(42);
        var places = new (int City, string Latitude, string Longitude)[Sensors];
        for (var i = 0; i < Sensors; i++)
        {
            var city = random.Next(Cities.Length);
            places[i] = (city, Text(Cities[city].Latitude + ((random.NextDouble() - 0.5) / 10), 4), Text(Cities[city].Longitude + ((random.NextDouble() - 0.5) / 10), 4));
        }

        var start = new DateTime(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);
        var members = new string[8];
        if (shape == EventShape.Csv)
        {
            writer.Write("sensorId,type,city,lat,lon,value,unit,timestamp\n");
        }

        for (var i = 0; i < events; i++)
        {
            var sensor = random.Next(Sensors);
            var (prefix, type, unit) = Kinds[sensor % 5];
            var (city, latitude, longitude) = places[sensor];
            var delay = random.NextDouble() < 0.05 ? random.NextDouble() * 9000 : random.NextDouble() * 500;
            var time = start.AddMilliseconds(Math.Max(0, Math.Floor((i * 600_000.0 / events) - delay)));
            var value = Text((sensor % 5) switch
            {
                0 => 15 + (random.NextDouble() * 20),
                1 => 30 + (random.NextDouble() * 60),
                2 => random.NextDouble() * 150,
                3 => 35 + (random.NextDouble() * 50),
                _ => random.Next(120),
            }, 2);
            var stamp = time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            if (shape == EventShape.Csv)
            {
                writer.Write($"{prefix}-{sensor:D5},{type},{Cities[city].Name},{latitude},{longitude},{value},{unit},{stamp}\n");
                continue;
            }

            (members[0], members[1], members[2], members[3]) = ($"\"sensorId\":\"{prefix}-{sensor:D5}\"", $"\"type\":\"{type}\"", $"\"city\":\"{Cities[city].Name}\"", $"\"lat\":{latitude}");
            (members[4], members[5], members[6], members[7]) = ($"\"lon\":{longitude}", $"\"value\":{value}", $"\"unit\":\"{unit}\"", $"\"timestamp\":\"{stamp}\"");
            if (shape == EventShape.Shuffled)
            {
                random.Shuffle(members);
            }

            if (shape == EventShape.Tenth && random.Next(10) == 0)
            {
                Array.Reverse(members);
                writer.Write($"{{ {string.Join(", ", members.Select(member => member.Replace("\":", "\": ", StringComparison.Ordinal)))} }}\n");
            }
            else
            {
                writer.Write($"{{{string.Join(',', members)}}}\n");
            }
        }
    }

    private static string Text(double value, int decimals) => Math.Round(value, decimals).ToString("R", CultureInfo.InvariantCulture);
}
