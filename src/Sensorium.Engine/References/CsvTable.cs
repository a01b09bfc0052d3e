using System.Text;
using Sensorium.Core;

namespace Sensorium.Engine.References;

/// <summary>A CSV file with a header as a table: RFC 4180, an empty field without quotes is NULL, types are found by looking.</summary>
internal static class CsvTable
{
    /// <param name="numbers">Names of columns whose numbers may have a fraction, though none here has.</param>
    public static Batch Read(byte[] bytes, string path, params IReadOnlyList<string> numbers)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException error)
        {
            throw new SensoriumException("SN2030", $"{path} is no UTF-8", "save it as UTF-8", error);
        }

        var at = 0;
        var line = 1;
        if (ReadRow(text, ref at, ref line, path) is not { } header || header.Exists(string.IsNullOrWhiteSpace))
        {
            throw new SensoriumException("SN2030", $"{path} has no header with a name for each column", "write the columns' names in its first line");
        }

        var rows = new TextRows([.. header.Select(name => name!.Trim())]);
        while (true)
        {
            var start = line;
            if (ReadRow(text, ref at, ref line, path) is not { } row)
            {
                return rows.ToBatch(_ => false, column => numbers.Contains(header[column]!.Trim()), path);
            }

            if (row.Count == 1 && row[0] is null)
            {
                continue;
            }

            if (row.Count != header.Count)
            {
                throw new SensoriumException("SN2030", $"{path}:{start} has {row.Count} fields, the header has {header.Count}", "quote fields that hold a comma, or repair the line");
            }

            rows.Add([.. row]);
        }
    }

    private static List<string?>? ReadRow(string text, ref int at, ref int line, string path)
    {
        if (at >= text.Length)
        {
            return null;
        }

        var row = new List<string?>();
        while (true)
        {
            row.Add(ReadField(text, ref at, ref line, path));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            at += at < text.Length && text[at] == '\r' ? 1 : 0;
            at += at < text.Length && text[at] == '\n' ? 1 : 0;
            line++;
            return row;
        }
    }

    private static string? ReadField(string text, ref int at, ref int line, string path)
    {
        if (at >= text.Length || text[at] != '"')
        {
            var end = text.AsSpan(at).IndexOfAny(",\r\n");
            var plain = end < 0 ? text[at..] : text.Substring(at, end);
            at += plain.Length;
            return plain.Length == 0 ? null : plain;
        }

        var start = line;
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                line += text[at] == '\n' ? 1 : 0;
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append(text[at++]);
            }
            else
            {
                at++;
                if (at < text.Length && text[at] is not (',' or '\r' or '\n'))
                {
                    break;
                }

                return field.ToString();
            }
        }

        throw new SensoriumException("SN2030", $"{path}:{start} has a quote that does not end at a comma or the line's end", "write a quote inside a quoted field twice");
    }
}
