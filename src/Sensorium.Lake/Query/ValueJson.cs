using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sensorium.Lake.Query;

/// <summary>
/// Values as JSON has them: numbers as numbers, times as ISO 8601 in UTC. What JSON or its readers do not have stays text: NaN, Infinity,
/// whole numbers beyond 53 bits, decimals of more than 15 digits, and every other type as DuckDB casts it. What is nested is JSON already.
/// </summary>
/// <param name="type">DuckDB's name of the type.</param>
internal sealed class ValueJson(string type)
{
    private const long SafeInteger = (1L << 53) - 1;
    private const int SafeDigits = 15;

    private readonly Form _form = FormOf(type);

    private enum Form
    {
        Text,
        Boolean,
        Integer,
        Real,
        Time,
        Nested,
    }

    /// <param name="text">The value cast to VARCHAR.</param>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        switch (_form)
        {
            case Form.Boolean:
                json.WriteBooleanValue(text.SequenceEqual("true"u8));
                break;
            case Form.Nested:
            case Form.Integer when IsSafe(text):
            case Form.Real when text.Length > 0 && char.IsAsciiDigit((char)text[^1]):
                json.WriteRawValue(text, skipInputValidation: true);
                break;
            case Form.Real when !char.IsAsciiDigit((char)text[^1]):
                json.WriteStringValue(text[0] == 'n' ? "NaN"u8 : text[0] == '-' ? "-Infinity"u8 : "Infinity"u8);
                break;
            case Form.Time when text.Length > 11 && text[10] == ' ' && char.IsAsciiDigit((char)text[11]):
                WriteTime(json, text);
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }

    private static bool IsSafe(ReadOnlySpan<byte> text) =>
        text.Length <= SafeDigits || (long.TryParse(text, CultureInfo.InvariantCulture, out var value) && value is >= -SafeInteger and <= SafeInteger);

    /// <summary>From <c>2026-05-04 12:00:00.5</c>, with <c>+00</c> after it where the type has a zone.</summary>
    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        Span<byte> time = stackalloc byte[64];
        var length = text.EndsWith("+00"u8) ? text.Length - 3 : text.Length;
        text[..length].CopyTo(time);
        time[10] = (byte)'T';
        time[length] = (byte)'Z';
        json.WriteStringValue(time[..(length + 1)]);
    }

    private static Form FormOf(string type)
    {
        switch (type)
        {
            case "BOOLEAN":
                return Form.Boolean;
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT":
                return Form.Integer;
            case "DOUBLE" or "FLOAT":
                return Form.Real;
            case "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" or "TIMESTAMP WITH TIME ZONE":
                return Form.Time;
        }

        if (JsonForm.IsNested(type))
        {
            return Form.Nested;
        }

        const string @decimal = "DECIMAL(";
        return type.StartsWith(@decimal, StringComparison.Ordinal) && type[^1] == ')'
            && int.Parse(type.AsSpan(@decimal.Length, type.IndexOf(',', StringComparison.Ordinal) - @decimal.Length), CultureInfo.InvariantCulture) <= SafeDigits
            ? Form.Real
            : Form.Text;
    }
}
