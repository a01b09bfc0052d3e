using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Sensorium.Streams;

namespace Sensorium.Web.Ingest;

/// <summary>Splits a body into records and hands them to a writer, each with its key. Nothing is allocated for a record.</summary>
internal sealed class BodySplitter(IngestStream stream, KeyPath key)
{
    private const string Fix =
        "send one JSON object, an array, or a record a line; with Content-Type: application/x-ndjson also lines that are not JSON are taken.";

    private static readonly string[] _lineTypes = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];

    private readonly KeyReader _keys = new(key);

    /// <param name="contentType">As sent; it decides only where the body's start does not.</param>
    /// <param name="records">Gets the records; what it got when this throws is not to be appended.</param>
    internal void Split(ReadOnlySpan<byte> body, string? contentType, RecordWriter records)
    {
        body = body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        switch (FormatOf(body, contentType))
        {
            case BodyFormat.Lines:
                SplitLines(body, records);
                break;
            case BodyFormat.Array:
                SplitArray(body, records);
                break;
            default:
                Add(body.Trim(" \t\r\n"u8), records);
                break;
        }
    }

    private static BodyFormat FormatOf(ReadOnlySpan<byte> body, string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type) && _lineTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
        {
            return BodyFormat.Lines;
        }

        var text = body.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            throw WebErrors.CannotSplit("it is empty.", "send a JSON object, an array of them, or one a line.");
        }

        return text[0] == (byte)'[' ? BodyFormat.Array : FirstValueIsAll(body) ? BodyFormat.Value : BodyFormat.Lines;
    }

    /// <summary>Tells one value, which may span lines, from lines of which the first is a value.</summary>
    private static bool FirstValueIsAll(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            reader.Skip();
            var rest = body[(int)reader.BytesConsumed..];
            if (rest.Trim(" \t\r\n"u8).IsEmpty)
            {
                return true;
            }

            var lineEnd = rest.IndexOf((byte)'\n');
            return lineEnd >= 0 && rest[..lineEnd].Trim(" \t\r"u8).IsEmpty
                ? false
                : throw WebErrors.CannotSplit("behind its first JSON value stands more on the same line.", Fix);
        }
        catch (JsonException error)
        {
            throw WebErrors.CannotSplit($"its first JSON value is broken at {Place(error)}.", Fix);
        }
    }

    private void SplitLines(ReadOnlySpan<byte> body, RecordWriter records)
    {
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            var line = (end < 0 ? body : body[..end]).TrimEnd((byte)'\r');
            body = end < 0 ? default : body[(end + 1)..];
            if (!line.Trim(" \t\r"u8).IsEmpty)
            {
                Add(line, records);
            }
        }
    }

    private void SplitArray(ReadOnlySpan<byte> body, RecordWriter records)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Add(body[start..(int)reader.BytesConsumed], records);
            }

            // Throws where something stands behind the array.
            reader.Read();
        }
        catch (JsonException error)
        {
            throw WebErrors.CannotSplit($"the array is broken at {Place(error)}.", "send a whole JSON array.");
        }
    }

    private static string Place(JsonException error) => $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";

    private void Add(ReadOnlySpan<byte> record, RecordWriter records)
    {
        var hasKey = _keys.TryFind(record, out var key);
        if (record.Length + key.Length > stream.RecordMaxBytes)
        {
            throw WebErrors.RecordTooLarge(stream.Name, records.Count + 1, record.Length + key.Length, stream.RecordMaxBytes);
        }

        if (hasKey)
        {
            records.Add(key, record);
        }
        else
        {
            records.Add(record);
        }
    }
}
