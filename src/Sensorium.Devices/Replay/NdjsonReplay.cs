using System.Text;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Devices.Replay;

/// <summary>
/// Replays a file with one JSON object a line. Lines go on as they are, also those that are no JSON: the stream validates them.
/// </summary>
public static class NdjsonReplay
{
    /// <param name="timeField">The top-level member that is the time; null looks for the usual names.</param>
    /// <exception cref="SensoriumException">SN7010: a line is longer than 16 MiB.</exception>
    public static IEnumerable<ReplayRecord> Read(Stream input, string? timeField = null)
    {
        var names = (timeField is null ? ReplayTime.UsualNames : [timeField]).Select(Encoding.UTF8.GetBytes).ToArray();
        var reader = new RecordReader(input);
        var number = 0L;
        while (reader.TryRead(out var line))
        {
            if (!line.Span.Trim(" \t"u8).IsEmpty)
            {
                yield return new(++number, TimeOf(line.Span, names), line);
            }
        }
    }

    private static EventTime? TimeOf(ReadOnlySpan<byte> json, byte[][] names)
    {
        var found = default(EventTime?);
        var rank = names.Length;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = 0;
                while (name < rank && !reader.ValueTextEquals(names[name]))
                {
                    name++;
                }

                reader.Read();
                if (name < rank && reader.TokenType is JsonTokenType.String or JsonTokenType.Number
                    && ReplayTime.Parse(reader.ValueSpan) is { } time)
                {
                    (found, rank) = (time, name);
                }

                reader.Skip();
            }

            return found;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
