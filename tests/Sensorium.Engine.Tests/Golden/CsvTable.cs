using Sensorium.Core.Formats;

namespace Sensorium.Engine.Tests.Golden;

/// <summary>RFC 4180, with \N for NULL.</summary>
internal static class CsvTable
{
    public static List<string?[]> Read(string text)
    {
        var csv = new CsvText(text);
        var rows = new List<string?[]>();
        while (csv.ReadRow() is { } row)
        {
            rows.Add([.. row.Select(cell => cell is { IsQuoted: false, Text: "\\N" } ? null : cell.Text)]);
        }

        return rows;
    }
}
