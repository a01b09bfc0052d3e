using System.Globalization;
using Sensorium.Core;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>A record of a test: a key, a value and an event time in seconds since noon.</summary>
internal sealed record TimedRecord(string? Key, double? Value, double Seconds, string Tag)
{
    private static readonly DateTimeOffset _noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public const string Columns = "k VARCHAR, value DOUBLE, tag VARCHAR, event_time TIMESTAMP FROM 't', WATERMARK FOR event_time AS "
        + "event_time - INTERVAL '10' SECOND";

    public long Micros => EventTime.From(_noon).Micros + (long)Math.Round(Seconds * 1e6);

    public string Json => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"k\":{(Key is null ? "null" : $"\"{Key}\"")},\"value\":{(Value is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : "null")},\"tag\":\"{Tag}\",\"t\":\"{new EventTime(Micros)}\"}}");

    /// <summary>Records of several partitions, out of order by a few seconds and sometimes by more than their watermark bears.</summary>
    public static TimedRecord[][] Random(int seed, int partitions, int records, int keys, double secondsARecord)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, partitions).Select(partition => Enumerable.Range(0, records).Select(i => new TimedRecord(
            random.Next(12) == 0 ? null : $"k{random.Next(keys)}",
            random.Next(15) == 0 ? null : random.Next(100),
            Math.Round((i * secondsARecord) + (partition * 7) - random.Next(random.Next(12) == 0 ? 40 : 8), 1),
            $"{partition}.{i}")).ToArray())];
    }

    /// <summary>The rows that are not late, in the order in which an operator by key takes them.</summary>
    public static List<TimedRecord> Accepted(TimedRecord[][] partitions, out int late)
    {
        var accepted = new List<(TimedRecord Record, int Partition, int Position)>();
        late = 0;
        for (var partition = 0; partition < partitions.Length; partition++)
        {
            var watermark = double.MinValue;
            for (var position = 0; position < partitions[partition].Length; position++)
            {
                var record = partitions[partition][position];
                if (record.Seconds < watermark)
                {
                    late++;
                }
                else
                {
                    accepted.Add((record, partition, position));
                }

                watermark = Math.Max(watermark, record.Seconds - 10);
            }
        }

        if (partitions.Length > 1)
        {
            accepted = [.. accepted.OrderBy(row => row.Record.Seconds).ThenBy(row => row.Partition).ThenBy(row => row.Position)];
        }

        return [.. accepted.Select(row => row.Record)];
    }

    public static string[][] Lines(TimedRecord[][] partitions) =>
        [.. partitions.Select(records => records.Select(record => record.Json).ToArray())];
}
