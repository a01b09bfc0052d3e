using System.Text;
using Sensorium.Core;
using Sensorium.Core.Formats;

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

        var csv = new CsvText(text);
        if (ReadRow(csv, path) is not { } header || header.Exists(string.IsNullOrWhiteSpace))
        {
            throw new SensoriumException(
                "SN2030", $"{path} has no header with a name for each column", "write the columns' names in its first line");
        }

        var rows = new TextRows([.. header.Select(name => name!.Trim())]);
        while (true)
        {
            var start = csv.Line;
            if (ReadRow(csv, path) is not { } row)
            {
                return rows.ToBatch(_ => false, column => numbers.Contains(header[column]!.Trim()), path);
            }

            if (row.Count == 1 && row[0] is null)
            {
                continue;
            }

            if (row.Count != header.Count)
            {
                throw new SensoriumException(
                    "SN2030",
                    $"{path}:{start} has {row.Count} fields, the header has {header.Count}",
                    "quote fields that hold a comma, or repair the line");
            }

            rows.Add([.. row]);
        }
    }

    private static List<string?>? ReadRow(CsvText csv, string path)
    {
        if (csv.ReadRow() is not { } cells)
        {
            return null;
        }

        var row = new List<string?>(cells.Count);
        foreach (var cell in cells)
        {
            if (cell.IsBroken)
            {
                throw new SensoriumException(
                    "SN2030",
                    $"{path}:{cell.Line} has a quote that does not end at a comma or the line's end",
                    "write a quote inside a quoted field twice");
            }

            row.Add(cell.Length == 0 ? null : cell.Text);
        }

        return row;
    }
}
