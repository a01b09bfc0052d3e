using Sensorium.Connectors.Kafka.Reading;
using System.Text;

namespace Sensorium.Connectors.Kafka.Tests.Reading;

/// <summary>A record as the tests keep it.</summary>
internal sealed record RecordText(long Offset, string? Key, string? Value, long Timestamp, string Headers)
{
    public static RecordText Of(in KafkaRecord record)
    {
        var headers = new List<string>();
        for (var i = 0; record.TryGetHeader(i, out var name, out var value, out var isNull); i++)
        {
            headers.Add($"{Encoding.UTF8.GetString(name)}={(isNull ? "null" : Encoding.UTF8.GetString(value))}");
        }

        return new(
            record.Offset,
            record.HasKey ? Encoding.UTF8.GetString(record.Key) : null,
            record.IsTombstone ? null : Encoding.UTF8.GetString(record.Value),
            record.TimestampMillis,
            string.Join(';', headers));
    }
}
