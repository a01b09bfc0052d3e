using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.Lake.Query;

/// <summary>Rows of a query as files for other programs, written as they come.</summary>
public static class AnswerText
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An array of objects, one a line.</summary>
    public static async Task WriteJson(QueryAnswer answer, TextWriter output, CancellationToken cancellation)
    {
        await output.WriteAsync('[');
        var separator = "";
        await foreach (var row in answer.Rows(cancellation))
        {
            await output.WriteAsync(separator);
            await output.WriteAsync(new JsonObject(answer.Columns.Select((column, i) => KeyValuePair.Create(column.Name, Value(column.Type, row[i])))).ToJsonString(_json));
            separator = ",\n";
        }

        await output.WriteAsync("]\n");
    }

    /// <summary>As RFC 4180 has it, with a line of names; a NULL is nothing, an empty text two quotation marks.</summary>
    public static async Task WriteCsv(QueryAnswer answer, TextWriter output, CancellationToken cancellation)
    {
        await output.WriteAsync(string.Join(',', answer.Columns.Select(column => Quoted(column.Name))) + "\n");
        await foreach (var row in answer.Rows(cancellation))
        {
            await output.WriteAsync(string.Join(',', row.Select(Quoted)) + "\n");
        }
    }

    private static JsonNode? Value(string type, string? text) => type switch
    {
        _ when text is null => null,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" => JsonNode.Parse(text),
        "DOUBLE" or "FLOAT" when char.IsAsciiDigit(text[^1]) => JsonNode.Parse(text),
        "BOOLEAN" => text == "true",
        _ when type.StartsWith("DECIMAL(", StringComparison.Ordinal) || JsonForm.IsNested(type) => JsonNode.Parse(text),
        _ => text,
    };

    private static string Quoted(string? text) =>
        text is null ? "" : text.Length == 0 || text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
