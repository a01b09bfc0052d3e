using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.CommandLine;
using Sensorium.Lake.Query;

namespace Sensorium.Commands;

/// <summary>Rows of a query as text for people and for scripts, written as they come.</summary>
internal static class QueryOutput
{
    /// <summary>The widths of a table are those of its first rows.</summary>
    private const int MeasuredRows = 1000;

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task Write(QueryAnswer answer, OutputFormat format, TextWriter output, CancellationToken cancellation) => format switch
    {
        OutputFormat.Json => WriteJson(answer, output, cancellation),
        OutputFormat.Csv => WriteCsv(answer, output, cancellation),
        _ => WriteTable(answer, output, cancellation),
    };

    private static async Task WriteJson(QueryAnswer answer, TextWriter output, CancellationToken cancellation)
    {
        output.Write('[');
        var separator = "";
        await foreach (var row in answer.Rows(cancellation))
        {
            output.Write(separator);
            output.Write(new JsonObject(answer.Columns.Select((column, i) => KeyValuePair.Create(column.Name, Value(column.Type, row[i])))).ToJsonString(_json));
            separator = ",\n";
        }

        output.WriteLine(']');
    }

    private static async Task WriteCsv(QueryAnswer answer, TextWriter output, CancellationToken cancellation)
    {
        output.WriteLine(string.Join(',', answer.Columns.Select(column => Quoted(column.Name))));
        await foreach (var row in answer.Rows(cancellation))
        {
            output.WriteLine(string.Join(',', row.Select(Quoted)));
        }
    }

    private static async Task WriteTable(QueryAnswer answer, TextWriter output, CancellationToken cancellation)
    {
        var widths = answer.Columns.Select(column => column.Name.Length).ToArray();
        var measured = new List<string?[]>();
        var isMeasuring = true;
        await foreach (var row in answer.Rows(cancellation))
        {
            if (!isMeasuring)
            {
                WriteLine(row, widths, output);
                continue;
            }

            measured.Add(row);
            for (var column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], (row[column] ?? "NULL").Length);
            }

            if (measured.Count == MeasuredRows)
            {
                WriteTop();
            }
        }

        if (isMeasuring)
        {
            WriteTop();
        }

        void WriteTop()
        {
            isMeasuring = false;
            WriteLine([.. answer.Columns.Select(column => column.Name)], widths, output);
            foreach (var row in measured)
            {
                WriteLine(row, widths, output);
            }

            measured.Clear();
        }
    }

    private static void WriteLine(string?[] row, int[] widths, TextWriter output) =>
        output.WriteLine(string.Join("  ", row.Select((value, i) => (value ?? "NULL").PadRight(widths[i]))).TrimEnd());

    private static JsonNode? Value(string type, string? text) => type switch
    {
        _ when text is null => null,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" => JsonNode.Parse(text),
        "DOUBLE" or "FLOAT" when char.IsAsciiDigit(text[^1]) => JsonNode.Parse(text),
        "BOOLEAN" => text == "true",
        _ when type.StartsWith("DECIMAL", StringComparison.Ordinal) => JsonNode.Parse(text),
        _ => text,
    };

    private static string Quoted(string? text) =>
        text is null ? "" : text.Length == 0 || text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
