using System.Text.Json;
using System.Text.Unicode;

namespace Sensorium.Web.Ingest;

/// <summary>Finds the keys of JSON records, without allocating. Not for several threads.</summary>
internal sealed class KeyReader(KeyPath path)
{
    private byte[] _unescaped = [];
    private int _start;
    private int _length;
    private bool _isUnescaped;

    /// <summary>
    /// The key of a record: a string's content, or a number, true or false as written; of a member that stands twice the last. A record has
    /// none where the member is missing or something else, and where the record as a whole is not a JSON object.
    /// </summary>
    /// <param name="key">Valid until the next call.</param>
    internal bool TryFind(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> key)
    {
        key = default;

        // What an exception would tell slowly: cut lines and other text are common where devices fail.
        if (path.IsNone || !LooksLikeObject(record))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(record);
            return reader.Read() && TryPass(ref reader, record, out key) && !reader.Read();
        }
        catch (JsonException)
        {
            // Whether such a record is good is the stream's to say.
            return false;
        }
    }

    /// <summary>Reads the value that the reader stands on to its end, and finds its key on the way.</summary>
    /// <param name="text">All that the reader reads.</param>
    /// <param name="key">Valid until the next call.</param>
    /// <exception cref="JsonException">The value is broken.</exception>
    internal bool TryPass(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> text, out ReadOnlySpan<byte> key)
    {
        if (path.IsNone || reader.TokenType != JsonTokenType.StartObject || !Find(ref reader, 0))
        {
            reader.Skip();
            key = default;
            return false;
        }

        key = _isUnescaped ? _unescaped.AsSpan(0, _length) : text.Slice(_start, _length);
        return true;
    }

    private static bool LooksLikeObject(ReadOnlySpan<byte> record)
    {
        var trimmed = record.Trim(" \t\r\n"u8);
        return trimmed.Length >= 2 && trimmed[0] == (byte)'{' && trimmed[^1] == (byte)'}';
    }

    /// <summary>Reads the object that the reader stands on to its end, and notes where the key lies.</summary>
    private bool Find(scoped ref Utf8JsonReader reader, int level)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isOnTheWay = reader.ValueTextEquals(path[level]);
            reader.Read();
            if (!isOnTheWay)
            {
                reader.Skip();
            }
            else if (level + 1 < path.Depth && reader.TokenType == JsonTokenType.StartObject)
            {
                found = Find(ref reader, level + 1);
            }
            else
            {
                found = level + 1 == path.Depth && TryNote(ref reader);
                reader.Skip();
            }
        }

        return found;
    }

    private bool TryNote(scoped ref Utf8JsonReader reader)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        (_start, _length, _isUnescaped) = ((int)reader.TokenStartIndex + (isText ? 1 : 0), reader.ValueSpan.Length,
            isText && reader.ValueIsEscaped);
        return _isUnescaped
            ? TryUnescape(ref reader)
            : isText
                ? Utf8.IsValid(reader.ValueSpan) : reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False;
    }

    private bool TryUnescape(scoped ref Utf8JsonReader reader)
    {
        if (_unescaped.Length < reader.ValueSpan.Length)
        {
            _unescaped = new byte[reader.ValueSpan.Length];
        }

        try
        {
            _length = reader.CopyString(_unescaped);
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are not UTF-8: no text.
            return false;
        }
    }
}
