using Sensorium.Core;
using Sensorium.Lake.Query;

namespace Sensorium.CommandLine;

/// <summary>Rows of a query as text for people and for scripts, written as they come.</summary>
internal static class QueryOutput
{
    /// <summary>The widths of a table are those of its first rows.</summary>
    private const int MeasuredRows = 1000;

    public static Task Write(QueryAnswer answer, OutputFormat format, TextWriter output, CancellationToken cancellation) => format switch
    {
        OutputFormat.Json => AnswerText.WriteJson(answer, output, cancellation),
        OutputFormat.Csv => AnswerText.WriteCsv(answer, output, cancellation),
        _ => WriteTable(answer, output, cancellation),
    };

    private static async Task WriteTable(QueryAnswer answer, TextWriter output, CancellationToken cancellation)
    {
        string[] names = [.. answer.Columns.Select(column => Printable.Of(column.Name))];
        var widths = names.Select(name => name.Length).ToArray();
        var measured = new List<string[]>();
        var isMeasuring = true;
        await foreach (var values in answer.Rows(cancellation))
        {
            var row = Array.ConvertAll(values, value => value is null ? "NULL" : Printable.Of(value));
            if (!isMeasuring)
            {
                WriteLine(row, widths, output);
                continue;
            }

            measured.Add(row);
            for (var column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
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
            WriteLine(names, widths, output);
            foreach (var row in measured)
            {
                WriteLine(row, widths, output);
            }

            measured.Clear();
        }
    }

    private static void WriteLine(string[] row, int[] widths, TextWriter output) =>
        output.WriteLine(string.Join("  ", row.Select((value, i) => value.PadRight(widths[i]))).TrimEnd());
}
