using System.Globalization;

namespace Sensorium.Simulation.Pipelines;

/// <summary>
/// Messages of a city's sensors: most of them good, some late, ahead, malformed or against a check. Each is unlike any other.
/// </summary>
internal static class SensorMessages
{
    public static SentBatch Batch(Random random, string stream, int partition, long sequence, DateTimeOffset now) =>
        new(
            [.. Enumerable.Range(0, random.Next(1, 6))
                .Select(record => Message(random, $"{stream}-{partition}-{sequence}-{record}", now))]);

    private static string Message(Random random, string id, DateTimeOffset now)
    {
        var kind = random.Next(100);
        if (kind < 4)
        {
            return $"{{\"id\":\"{id}\",";
        }

        var time = now - TimeSpan.FromMilliseconds(random.Next(2_500));
        time = kind switch
        {
            < 14 => now - TimeSpan.FromSeconds(random.Next(3, 40)),
            < 17 => now + TimeSpan.FromSeconds(random.Next(1, 200)),
            < 19 => now + TimeSpan.FromMinutes(10),
            _ => time,
        };
        var value = kind is 19 or 20 ? 99 : Math.Round((random.NextDouble() * 100) - 40, random.Next(12));
        var number = kind < 60 ? random.Next(5) : random.NextInt64(1, long.MaxValue / 1_000_000);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"id\":\"{id}\",\"device_id\":\"d{random.Next(3)}\",\"value\":{value:R},\"n\":{number},\"timestamp\":\"{time:yyyy-MM-ddTHH:mm:ss.fffZ}\"}}");
    }
}
