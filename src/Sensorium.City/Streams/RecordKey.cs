using System.Text;
using System.Text.Json;

namespace Sensorium.City.Streams;

/// <summary>Finds the key of a JSON record: the member that the stream's setting <c>key</c> names, a dot stepping into an object.</summary>
/// <param name="member">Null where the stream has no key.</param>
internal sealed class RecordKey(string? member)
{
    private readonly byte[][] _path = [.. (member?.Split('.') ?? []).Select(Encoding.UTF8.GetBytes)];

    /// <summary>The key as text: a string's content or a number as written. Null where the record has none, or is no JSON object.</summary>
    public byte[]? Of(ReadOnlySpan<byte> json)
    {
        if (_path.Length == 0)
        {
            return null;
        }

        try
        {
            return Find(new(json));
        }
        catch (JsonException)
        {
            // Whether such a record is good is the stream's to say.
            return null;
        }
    }

    private byte[]? Find(Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var depth = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals(_path[depth]))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            if (++depth < _path.Length)
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    return null;
                }

                continue;
            }

            return reader.TokenType switch
            {
                JsonTokenType.String => Encoding.UTF8.GetBytes(reader.GetString()!),
                JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => reader.ValueSpan.ToArray(),
                _ => null,
            };
        }

        return null;
    }
}
