using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Sensorium.Core;

namespace Sensorium.Web.Live;

/// <summary>
/// Renders a row as a JSON array. Times are ISO 8601 in UTC, places <c>[latitude, longitude]</c>; what JSON or a browser cannot say as a
/// number (NaN, more than 53 bits) is text. Long text is cut: the page shows rows, it does not store them. Not for several threads.
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
            if (batch.Columns[i].IsValid(row))
            {
                Write(json, batch.Columns[i], row);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
        json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Column column, int row)
    {
        switch (column.Type)
        {
            case TypeKind.Boolean:
                json.WriteBooleanValue(((Column<byte>)column).Values[row] != 0);
                break;
            case TypeKind.Integer:
                json.WriteNumberValue(((Column<int>)column).Values[row]);
                break;
            case TypeKind.Date:
                json.WriteStringValue(DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + ((Column<int>)column).Values[row]).ToString("yyyy-MM-dd"));
                break;
            case TypeKind.BigInt or TypeKind.Interval:
                Write(json, ((Column<long>)column).Values[row]);
                break;
            case TypeKind.Timestamp:
                json.WriteStringValue(new EventTime(((Column<long>)column).Values[row]).ToString());
                break;
            case TypeKind.Double:
                Write(json, ((Column<double>)column).Values[row]);
                break;
            case TypeKind.Point:
                var point = ((Column<GeoPoint>)column).Values[row];
                json.WriteStartArray();
                Write(json, point.Latitude);
                Write(json, point.Longitude);
                json.WriteEndArray();
                break;
            case TypeKind.Varchar:
                WriteText(json, ((TextColumn)column)[row].Span);
                break;
            case TypeKind.Binary:
                var bytes = ((TextColumn)column)[row].Span;
                json.WriteStringValue(Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, LongestBinary)]) + (bytes.Length > LongestBinary ? "…" : ""));
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
            json.WriteStringValue(value.ToString());
        }
    }

    private static void Write(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString());
        }
    }

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
