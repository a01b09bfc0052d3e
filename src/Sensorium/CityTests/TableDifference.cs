using Sensorium.Core;
using Sensorium.CommandLine;

namespace Sensorium.CityTests;

/// <summary>What a table should hold beside what it holds, as far as they differ.</summary>
/// <param name="Equal">Rows that are as expected.</param>
/// <param name="Changed">An expected row beside the one that is most like it.</param>
/// <param name="Missing">Expected rows that are not there.</param>
/// <param name="Unexpected">Rows that nobody expects.</param>
internal sealed record TableDifference(
    IReadOnlyList<string> Columns,
    int Equal,
    IReadOnlyList<(Cell[] Expected, Cell[] Actual)> Changed,
    IReadOnlyList<Cell[]> Missing,
    IReadOnlyList<Cell[]> Unexpected,
    double Tolerance)
{
    /// <summary>Rows of each kind that are shown; the rest is counted.</summary>
    private const int MostShown = 20;

    private const int WidestCell = 120;

    public bool IsEmpty => Changed.Count + Missing.Count + Unexpected.Count == 0;

    /// <summary>Compares without regard to order; rows that come twice must be expected twice.</summary>
    public static TableDifference Of(
        IReadOnlyList<string> columns, IReadOnlyList<Cell[]> expected, IReadOnlyList<Cell[]> actual, double tolerance)
    {
        var left = actual.ToList();
        var unmet = new List<Cell[]>();
        foreach (var row in expected)
        {
            var found = left.FindIndex(other => Alike(row, other, tolerance) == row.Length);
            if (found >= 0)
            {
                left.RemoveAt(found);
            }
            else
            {
                unmet.Add(row);
            }
        }

        var changed = new List<(Cell[], Cell[])>();
        var missing = new List<Cell[]>();
        foreach (var row in unmet)
        {
            // A row is a changed one rather than another where at least half of it is as expected.
            var nearest = left.Count == 0 ? null : left.MaxBy(other => Alike(row, other, tolerance));
            if (nearest is not null && Alike(row, nearest, tolerance) * 2 >= row.Length && row.Length > 1)
            {
                left.Remove(nearest);
                changed.Add((row, nearest));
            }
            else
            {
                missing.Add(row);
            }
        }

        return new(columns, expected.Count - unmet.Count, changed, missing, left, tolerance);
    }

    /// <summary>
    /// Writes expected rows behind <c>-</c>, what is there behind <c>+</c>, in columns, and marks the cells that changed.
    /// </summary>
    public void Write(TextWriter output, string indent)
    {
        var rows = Changed.SelectMany(pair => new[] { pair.Expected, pair.Actual }).Concat(Missing).Concat(Unexpected);
        var widths = Columns.Select((name, i) => Math.Min(WidestCell, Math.Max(name.Length, rows.Max(row => Shown(row[i]).Length))))
            .ToArray();
        output.WriteLine($"{indent}  {Line(Columns, widths)}");
        foreach (var (expected, actual) in Changed.Take(MostShown))
        {
            output.WriteLine($"{indent}- {Line(expected.Select(Shown), widths)}");
            output.WriteLine($"{indent}+ {Line(actual.Select(Shown), widths)}");
            var marks = expected.Select(
                (cell, i) =>
                    cell.Equals(actual[i], Tolerance) ? "" : new string('^', Math.Max(Shown(cell).Length, Shown(actual[i]).Length)));
            output.WriteLine($"{indent}  {Line(marks, widths)}");
        }

        foreach (var row in Missing.Take(MostShown))
        {
            output.WriteLine($"{indent}- {Line(row.Select(Shown), widths)}");
        }

        foreach (var row in Unexpected.Take(MostShown))
        {
            output.WriteLine($"{indent}+ {Line(row.Select(Shown), widths)}");
        }

        output.WriteLine($"{indent}{Summary}");
    }

    private string Summary
    {
        get
        {
            var parts = new List<string>();
            Count(parts, Equal, "as expected");
            Count(parts, Changed.Count, "changed");
            Count(parts, Missing.Count, "missing (-)");
            Count(parts, Unexpected.Count, "unexpected (+)");
            var isCut = Math.Max(Changed.Count, Math.Max(Missing.Count, Unexpected.Count)) > MostShown;
            return $"rows: {string.Join(", ", parts)}{(isCut ? $"; the first {MostShown} of each are shown" : "")}";
        }
    }

    private static void Count(List<string> parts, int count, string what)
    {
        if (count > 0)
        {
            parts.Add($"{count:N0} {what}");
        }
    }

    private static int Alike(Cell[] one, Cell[] two, double tolerance)
    {
        var alike = 0;
        for (var i = 0; i < one.Length; i++)
        {
            alike += one[i].Equals(two[i], tolerance) ? 1 : 0;
        }

        return alike;
    }

    private static string Shown(Cell cell)
    {
        var text = Printable.Of(cell.Shown.ReplaceLineEndings("⏎"));
        return text.Length > WidestCell ? text[..(WidestCell - 1)] + "…" : text;
    }

    private static string Line(IEnumerable<string> cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd();
}
