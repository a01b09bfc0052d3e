using System.Globalization;
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

    public static Cell Of(Column column, int row) =>
        new(CellText.Of(column, row), column is Column<double> doubles && column.IsValid(row) ? doubles.Values[row] : null);

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
                TypeKind.Integer or TypeKind.BigInt or TypeKind.Interval
                    when long.TryParse(text, CultureInfo.InvariantCulture, out var number) =>
                    new Cell(number.ToString(CultureInfo.InvariantCulture), null),
                _ => null,
            },
            _ => type switch
            {
                TypeKind.Varchar or TypeKind.Binary => new Cell(text, null),
                TypeKind.Timestamp when TryTime(text, out var time) => new Cell(time.ToString(), null),
                TypeKind.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) => new Cell(CellText.Of(day), null),
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

    private static Cell Of(double value) => new(CellText.Of(value), value);

    private static Cell? Point(string text)
    {
        var parts = text.Trim('(', ')', ' ').Split(',');
        return parts.Length == 2
            && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var latitude)
            && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var longitude)
            ? new(CellText.Of(new GeoPoint(latitude, longitude)), null)
            : null;
    }
}
