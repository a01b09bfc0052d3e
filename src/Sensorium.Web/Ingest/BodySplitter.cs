using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Sensorium.Streams;

namespace Sensorium.Web.Ingest;

/// <summary>Splits a body into records and hands them to a writer, each with its key. Nothing is allocated for a record.</summary>
internal sealed class BodySplitter(IngestStream stream, KeyPath key)
{
    private const string Fix =
        "send one JSON object, an array, or a record a line; with Content-Type: application/x-ndjson also lines that are not JSON are "
            + "taken.";

    private static readonly string[] _lineTypes =
    [
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"
    ];

    private readonly KeyReader _keys = new(key);

    /// <param name="contentType">As sent; lines only where it says so, else values of any layout.</param>
    /// <param name="records">Gets the records; what it got when this throws is not to be appended.</param>
    internal void Split(ReadOnlySpan<byte> body, string? contentType, RecordWriter records)
    {
        body = body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        if (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && _lineTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
        {
            SplitLines(body, records);
            return;
        }

        var start = SkipSpace(body, 0);
        if (start == body.Length)
        {
            throw WebErrors.CannotSplit("it is empty.", "send a JSON object, an array of them, or one a line.");
        }

        if (body[start] == (byte)'[')
        {
            SplitArray(body, records);
        }
        else
        {
            SplitValues(body, records);
        }
    }

    /// <summary>
    /// JSON values one after the other: one a line, over several lines, or objects with nothing between them. Where each kept to its line
    /// so far, the first line that is not JSON is a record, and so is every line behind it.
    /// </summary>
    private void SplitValues(ReadOnlySpan<byte> body, RecordWriter records)
    {
        var isOneALine = true;
        for (var at = SkipSpace(body, 0); at < body.Length; at = SkipSpace(body, at))
        {
            var line = LineAt(body, at);
            if (key.IsNone && records.Count > 0 && IsObjectAlone(line, body[SkipSpace(body, at + line.Length)..]))
            {
                Add(line, false, default, records);
                at += line.Length;
                continue;
            }

            string broken;
            try
            {
                var end = EndOfValue(body, at, out var hasKey, out var found);
                if (EndsLine(body, end))
                {
                    Add(body[at..end], hasKey, found, records);
                    isOneALine &= end - at <= line.Length;
                    at = end;
                    continue;
                }

                if (EndOfObjects(body, end) is { } last)
                {
                    AddObjects(body, at, last, records);
                    isOneALine &= last - at <= line.Length;
                    at = last;
                    continue;
                }

                broken = $"behind the JSON value of {Location(body, at)} stands something else on the same line.";
            }
            catch (JsonException error)
            {
                broken = $"a JSON value is broken at {error.Message}.";
            }

            if (records.Count == 0 || !isOneALine)
            {
                throw WebErrors.CannotSplit(broken, Fix);
            }

            SplitLines(body[(body[..at].LastIndexOf((byte)'\n') + 1)..], records);
            return;
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
                Add(line, _keys.TryFind(line, out var found), found, records);
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
                var hasKey = _keys.TryPass(ref reader, body, out var found);
                Add(body[start..(int)reader.BytesConsumed], hasKey, found, records);
            }

            // Throws where something stands behind the array.
            reader.Read();
        }
        catch (JsonException error)
        {
            throw WebErrors.CannotSplit($"the array is broken at {Location(body, 0, error)}.", "send a whole JSON array.");
        }
    }

    /// <exception cref="JsonException">The value is broken; the message is where.</exception>
    private int EndOfValue(ReadOnlySpan<byte> body, int at, out bool hasKey, out ReadOnlySpan<byte> found)
    {
        try
        {
            var reader = new Utf8JsonReader(body[at..]);
            reader.Read();
            hasKey = _keys.TryPass(ref reader, body[at..], out found);
            return at + (int)reader.BytesConsumed;
        }
        catch (JsonException error)
        {
            throw new JsonException(Location(body, at, error));
        }
    }

    /// <returns>Where objects that follow each other end with their line; null where something else follows.</returns>
    /// <exception cref="JsonException">One is broken.</exception>
    private int? EndOfObjects(ReadOnlySpan<byte> body, int end)
    {
        while (!EndsLine(body, end))
        {
            var next = SkipSpace(body, end);
            if (body[next] != (byte)'{' || body[end - 1] != (byte)'}')
            {
                return null;
            }

            end = EndOfValue(body, next, out _, out _);
        }

        return end;
    }

    /// <summary>Adds what <see cref="EndOfObjects"/> found whole.</summary>
    private void AddObjects(ReadOnlySpan<byte> body, int at, int last, RecordWriter records)
    {
        while (at < last)
        {
            var end = EndOfValue(body, at, out var hasKey, out var found);
            Add(body[at..end], hasKey, found, records);
            at = SkipSpace(body[..last], end);
        }
    }

    /// <summary>Whether a line is certainly one object or broken, so that nobody need read it to find its end.</summary>
    /// <param name="behind">Of the line: a value that goes on there does not go on with a brace.</param>
    private static bool IsObjectAlone(ReadOnlySpan<byte> line, ReadOnlySpan<byte> behind)
    {
        if (line is not [(byte)'{', .., (byte)'}'] || behind is not ([] or [(byte)'{', ..]))
        {
            return false;
        }

        while (line.IndexOf((byte)'}') is >= 0 and var end)
        {
            line = line[(end + 1)..].TrimStart(" \t"u8);
            if (line is [(byte)'{', ..])
            {
                return false;
            }
        }

        return true;
    }

    private static int SkipSpace(ReadOnlySpan<byte> body, int at) =>
        body[at..].IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var space ? at + space : body.Length;

    /// <summary>From a place to the end of its line, without space there.</summary>
    private static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> body, int at)
    {
        var length = body[at..].IndexOf((byte)'\n');
        return body.Slice(at, length < 0 ? body.Length - at : length).TrimEnd(" \t\r"u8);
    }

    private static bool EndsLine(ReadOnlySpan<byte> body, int at) => body[at..].TrimStart(" \t\r"u8) is [] or [(byte)'\n', ..];

    private static string Location(ReadOnlySpan<byte> body, int at, JsonException? error = null)
    {
        var line = body[..at].Count((byte)'\n') + (error?.LineNumber ?? 0);
        var inLine = (error?.LineNumber > 0 ? 0 : at - (body[..at].LastIndexOf((byte)'\n') + 1)) + (error?.BytePositionInLine ?? 0);
        return $"line {line + 1}, byte {inLine + 1}";
    }

    private void Add(ReadOnlySpan<byte> record, bool hasKey, ReadOnlySpan<byte> found, RecordWriter records)
    {
        if (record.Length + found.Length > stream.RecordMaxBytes)
        {
            throw WebErrors.RecordTooLarge(stream.Name, records.Count + 1, record.Length + found.Length, stream.RecordMaxBytes);
        }

        if (hasKey)
        {
            records.Add(found, record);
        }
        else
        {
            records.Add(record);
        }
    }
}
