using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Sensorium.Core;
using Sensorium.Sql.TestFiles;

namespace Sensorium.CityTests;

/// <summary>A value of a row in one form, whether a test wrote it or a pipeline made it.</summary>
/// <param name="Text">As it is shown; null for NULL.</param>
/// <param name="Number">Of a DOUBLE, for its tolerance.</param>
internal readonly record struct Cell(string? Text, double? Number)
{
    public string Shown => Text ?? "NULL";

    public bool Equals(Cell other, double tolerance) =>
        Text == other.Text || (Number is { } one && other.Number is { } two && Math.Abs(one - two) <= tolerance);

    public static Cell Of(Column column, int row) => !column.IsValid(row) ? default : column switch
    {
        Column<byte> booleans => new(booleans.Values[row] != 0 ? "TRUE" : "FALSE", null),
        Column<int> { Type: TypeKind.Date } days => new(Date(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(days.Values[row])), null),
        Column<int> integers => new(integers.Values[row].ToString(CultureInfo.InvariantCulture), null),
        Column<long> { Type: TypeKind.Timestamp } times => new(new EventTime(times.Values[row]).ToString(), null),
        Column<long> integers => new(integers.Values[row].ToString(CultureInfo.InvariantCulture), null),
        Column<double> doubles => Of(doubles.Values[row]),
        Column<GeoPoint> points => Of(points.Values[row]),
        TextColumn text => new(Utf8.IsValid(text[row].Span) ? Encoding.UTF8.GetString(text[row].Span) : Convert.ToHexStringLower(text[row].Span), null),
        _ => throw new InvalidOperationException(column.GetType().Name),
    };

    /// <returns>Null where a value of <paramref name="type"/> cannot be what is written.</returns>
    public static Cell? Of(TestValue value, TypeKind type)
    {
        var text = value.Text;
        return value.Kind switch
        {
            TestValueKind.Null => default(Cell),
            TestValueKind.Boolean => type == TypeKind.Boolean ? new Cell(text, null) : null,
            TestValueKind.Number => type switch
            {
                TypeKind.Double when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => Of(number),
                TypeKind.Integer or TypeKind.BigInt or TypeKind.Interval when long.TryParse(text, CultureInfo.InvariantCulture, out var number) =>
                    new Cell(number.ToString(CultureInfo.InvariantCulture), null),
                _ => null,
            },
            _ => type switch
            {
                TypeKind.Varchar or TypeKind.Binary => new Cell(text, null),
                TypeKind.Timestamp when TryTime(text, out var time) => new Cell(time.ToString(), null),
                TypeKind.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) => new Cell(Date(day), null),
                TypeKind.Double when text is "NaN" or "Infinity" or "-Infinity" => Of(double.Parse(text, CultureInfo.InvariantCulture)),
                TypeKind.Point => Point(text),
                _ => null,
            },
        };
    }

    /// <summary>An instant: ISO 8601, UTC where no zone is written.</summary>
    public static bool TryTime(string text, out EventTime time)
    {
        var isTime = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant);
        time = isTime ? EventTime.From(instant) : default;
        return isTime && text.Contains('-') && text.Contains(':');
    }

    private static Cell Of(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return new(double.IsFinite(value) && text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text, value);
    }

    private static Cell Of(GeoPoint point) => new(string.Create(CultureInfo.InvariantCulture, $"({point.Latitude:R}, {point.Longitude:R})"), null);

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Cell? Point(string text)
    {
        var parts = text.Trim('(', ')', ' ').Split(',');
        return parts.Length == 2
            && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var latitude)
            && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var longitude)
            ? Of(new GeoPoint(latitude, longitude))
            : null;
    }
}
