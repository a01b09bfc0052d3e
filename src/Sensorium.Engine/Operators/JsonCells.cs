using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Engine.Expressions.Functions;

namespace Sensorium.Engine.Operators;

/// <summary>
/// Cells of a row as a JSON object. Times are ISO 8601 in UTC, points <c>{"latitude", "longitude"}</c>, intervals seconds, bytes base64;
/// a number that JSON cannot say is text.
/// </summary>
internal sealed class JsonCells
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Object(IReadOnlyList<string> names, IReadOnlyList<Column> columns, int row)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, _options);
        json.WriteStartObject();
        for (var i = 0; i < names.Count; i++)
        {
            json.WritePropertyName(names[i]);
            Write(json, columns[i], row);
        }

        json.WriteEndObject();
        json.Flush();
        return _buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter json, Column column, int row)
    {
        if (!column.IsValid(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (column)
        {
            case Column<byte> booleans:
                json.WriteBooleanValue(booleans.Values[row] != 0);
                break;
            case Column<int> { Type: TypeKind.Date } days:
                json.WriteStringValue(DateTime.UnixEpoch.AddDays(days.Values[row]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case Column<int> integers:
                json.WriteNumberValue(integers.Values[row]);
                break;
            case Column<long> { Type: TypeKind.Timestamp } times:
                json.WriteStringValue(new EventTime(times.Values[row]).ToString());
                break;
            case Column<long> { Type: TypeKind.Interval } intervals:
                json.WriteNumberValue(intervals.Values[row] / 1e6);
                break;
            case Column<long> integers:
                json.WriteNumberValue(integers.Values[row]);
                break;
            case Column<double> doubles:
                Write(json, doubles.Values[row]);
                break;
            case Column<GeoPoint> points:
                json.WriteStartObject();
                json.WritePropertyName("latitude");
                Write(json, points.Values[row].Latitude);
                json.WritePropertyName("longitude");
                Write(json, points.Values[row].Longitude);
                json.WriteEndObject();
                break;
            case TextColumn { Type: TypeKind.Binary } bytes:
                json.WriteBase64StringValue(bytes[row].Span);
                break;
            case TextColumn text:
                json.WriteStringValue(Encoding.UTF8.GetString(text[row].Span));
                break;
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
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
