using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Sensorium.Core;

/// <summary>
/// A value as text, in one form that has a single spelling for each value: booleans are TRUE and FALSE, dates and times ISO 8601 (UTC),
/// a double is never written as an integer, a point is <c>(latitude, longitude)</c>, an interval microseconds, and bytes that are not
/// UTF-8 hexadecimal.
/// </summary>
public static class CellText
{
    /// <returns>Null for NULL.</returns>
    public static string? Of(Column column, int row) => !column.IsValid(row) ? null : column switch
    {
        Column<byte> booleans => booleans.Values[row] != 0 ? "TRUE" : "FALSE",
        Column<int> { Type: TypeKind.Date } days => Of(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(days.Values[row])),
        Column<int> integers => integers.Values[row].ToString(CultureInfo.InvariantCulture),
        Column<long> { Type: TypeKind.Timestamp } times => new EventTime(times.Values[row]).ToString(),
        Column<long> integers => integers.Values[row].ToString(CultureInfo.InvariantCulture),
        Column<double> doubles => Of(doubles.Values[row]),
        Column<GeoPoint> points => Of(points.Values[row]),
        TextColumn text =>
            Utf8.IsValid(text[row].Span) ? Encoding.UTF8.GetString(text[row].Span) : Convert.ToHexStringLower(text[row].Span),
        _ => throw new InvalidOperationException(column.GetType().Name),
    };

    public static string Of(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(value) && text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    public static string Of(GeoPoint point) => string.Create(CultureInfo.InvariantCulture, $"({point.Latitude:R}, {point.Longitude:R})");

    public static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
