using System.Globalization;
using System.Text;
using Sensorium.Core;
using Sensorium.Engine.Expressions;

namespace Sensorium.Engine.References;

/// <summary>
/// Rows of text whose types are found by looking at all of them: the narrowest type every value of a column can be read as.
/// </summary>
internal sealed class TextRows(IReadOnlyList<string> names)
{
    private static readonly TypeKind[] Candidates = [TypeKind.Boolean, TypeKind.BigInt, TypeKind.Double, TypeKind.Date, TypeKind.Timestamp];

    private readonly List<string?[]> _rows = [];

    /// <param name="values">One a name; null for NULL.</param>
    public void Add(string?[] values) => _rows.Add(values);

    /// <summary>Every column may be NULL: a later version of the same file may have gaps where this one has none.</summary>
    /// <param name="texts">Columns that stay text whatever they hold, as a JSON string does.</param>
    /// <param name="numbers">Columns whose numbers may have a fraction, though none here has.</param>
    public Batch ToBatch(Func<int, bool> texts, Func<int, bool> numbers, string path)
    {
        var fields = names.Select((name, i) => new Field(name, texts(i) ? TypeKind.Varchar : TypeOf(i, numbers(i)))).ToList();
        if (fields.Select(field => field.Name).GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new SensoriumException("SN2030", $"{path} has two columns {twice.Key}", "rename one of them");
        }

        var batch = new Batch(new([.. fields]), _rows.Count) { Count = _rows.Count };
        for (var column = 0; column < fields.Count; column++)
        {
            for (var row = 0; row < _rows.Count; row++)
            {
                Set(batch, column, row, _rows[row][column]);
            }
        }

        return batch;
    }

    private static void Set(Batch batch, int column, int row, string? text)
    {
        if (text is null)
        {
            batch.Columns[column].SetNull(row);
            return;
        }

        var fault = RowFault.None;
        switch (batch.Schema[column].Type)
        {
            case TypeKind.Boolean:
                batch.Values<byte>(column).Set(row, bool.Parse(text) ? (byte)1 : (byte)0);
                break;
            case TypeKind.BigInt:
                batch.Values<long>(column).Set(row, long.Parse(text, CultureInfo.InvariantCulture));
                break;
            case TypeKind.Double:
                batch.Values<double>(column).Set(row, double.Parse(text, CultureInfo.InvariantCulture));
                break;
            case TypeKind.Date:
                batch.Values<int>(column).Set(row, Casts.ToDate(Utf8Text.From(text), ref fault));
                break;
            case TypeKind.Timestamp:
                batch.Values<long>(column).Set(row, Casts.ToTimestamp(Utf8Text.From(text), ref fault));
                break;
            default:
                batch.Text(column).Set(row, Encoding.UTF8.GetBytes(text));
                break;
        }
    }

    private TypeKind TypeOf(int column, bool isNumber)
    {
        var values = _rows.Select(row => row[column]).OfType<string>();
        if (isNumber && values.All(value => Fits(value, TypeKind.Double)))
        {
            return TypeKind.Double;
        }

        return values.Any()
            ? Candidates.FirstOrDefault(type => values.All(value => Fits(value, type)), TypeKind.Varchar)
            : TypeKind.Varchar;
    }

    private static bool Fits(string text, TypeKind type)
    {
        var fault = RowFault.None;
        switch (type)
        {
            case TypeKind.Boolean:
                return text is "true" or "false" or "TRUE" or "FALSE" or "True" or "False";
            case TypeKind.BigInt:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && !IsPadded(text);
            case TypeKind.Double:
                return double.TryParse(
                    text,
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture,
                    out var number)
                    && double.IsFinite(number) && !IsPadded(text);
            case TypeKind.Date:
                Casts.ToDate(Utf8Text.From(text), ref fault);
                return text.Length == 10 && text[4] == '-' && fault == RowFault.None;
            default:
                Casts.ToTimestamp(Utf8Text.From(text), ref fault);
                return text.Length > 10 && text[4] == '-' && fault == RowFault.None;
        }
    }

    /// <summary>007 and +46 are names written in digits: as numbers they would lose a part.</summary>
    private static bool IsPadded(string text) => text[0] == '+' || (text.TrimStart('-') is ['0', >= '0' and <= '9', ..]);
}
