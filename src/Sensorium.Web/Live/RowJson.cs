using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Sensorium.Core;
using Sensorium.Core.Formats;

namespace Sensorium.Web.Live;

/// <summary>
/// Renders a row as a JSON array for a browser: as <see cref="CellJson"/> has it, but points are <c>[latitude, longitude]</c>, whole
/// numbers of more than 53 bits are text, intervals are microseconds and bytes hexadecimal. Long text is cut: the page shows rows, it does
/// not store them. Not for several threads.
/// </summary>
internal sealed class RowJson(Schema schema)
{
    private const int LongestText = 200;
    private const int LongestBinary = 32;
    private const long LargestExact = 1L << 53;

    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    internal byte[] Render(Batch batch, int row)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer);
        json.WriteStartArray();
        for (var i = 0; i < schema.Count; i++)
        {
            Write(json, batch.Columns[i], row);
        }

        json.WriteEndArray();
        json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Column column, int row)
    {
        switch (column)
        {
            case Column<long> { Type: TypeKind.BigInt or TypeKind.Interval } integers when integers.IsValid(row):
                Write(json, integers.Values[row]);
                break;
            case Column<GeoPoint> points when points.IsValid(row):
                json.WriteStartArray();
                CellJson.Write(json, points.Values[row].Latitude);
                CellJson.Write(json, points.Values[row].Longitude);
                json.WriteEndArray();
                break;
            case TextColumn { Type: TypeKind.Binary } bytes when bytes.IsValid(row):
                WriteBinary(json, bytes[row].Span);
                break;
            case TextColumn text when text.IsValid(row):
                WriteText(json, text[row].Span);
                break;
            default:
                CellJson.Write(json, column, row);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, long value)
    {
        if (value is >= -LargestExact and <= LargestExact)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteBinary(Utf8JsonWriter json, ReadOnlySpan<byte> bytes) =>
        json.WriteStringValue(
            Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, LongestBinary)]) + (bytes.Length > LongestBinary ? "…" : ""));

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        if (text.Length <= LongestText && Utf8.IsValid(text))
        {
            json.WriteStringValue(text);
            return;
        }

        var end = Math.Min(text.Length, LongestText);
        while (end > 0 && end < text.Length && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        json.WriteStringValue(Encoding.UTF8.GetString(text[..end]) + (end < text.Length ? "…" : ""));
    }
}
