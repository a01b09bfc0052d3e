using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sensorium.Core.Formats;

/// <summary>
/// Cells as JSON: times are ISO 8601 in UTC, points <c>{"latitude", "longitude"}</c>, intervals seconds, bytes base64; a number that JSON
/// cannot say is text.
/// </summary>
public static class CellJson
{
    /// <summary>Writes a cell, null where it is NULL.</summary>
    public static void Write(Utf8JsonWriter json, Column column, int row)
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
                json.WriteStringValue(CellText.Of(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(days.Values[row])));
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
            default:
                throw new InvalidOperationException(column.GetType().Name);
        }
    }

    /// <summary>Writes a number; NaN and infinities, which JSON does not have, as text.</summary>
    public static void Write(Utf8JsonWriter json, double value)
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
