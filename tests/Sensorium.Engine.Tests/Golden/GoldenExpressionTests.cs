using System.Globalization;
using Sensorium.Sql.Plan;
using Xunit.Abstractions;

namespace Sensorium.Engine.Tests.Golden;

/// <summary>Filters, casts, strings, arithmetic and times against Apache Flink's results.</summary>
public sealed class GoldenExpressionTests(ITestOutputHelper output)
{
    private static readonly string[] Areas = ["filter_", "cast_", "string_", "math_", "time_", "nexmark_q0", "nexmark_q1", "nexmark_q22"];

    /// <summary>Cases that need more than filters and projections.</summary>
    private static readonly string[] Grouped =
    [
        "filter_empty_and_null_strings", "time_week_quarter", "nexmark_q15", "nexmark_q16", "nexmark_q18", "nexmark_q19"
    ];

    /// <summary>Where a result differs on purpose: the case, its columns (none for rejected rows alone) and why.</summary>
    private static readonly (string Case, string[] Columns, string Why)[] Differences =
    [
        ("cast_double_out_of_range", [], "a number out of range rejects the row; Flink saturates or keeps the low bits"),
        ("math_int_overflow", [], "overflow rejects the row; Flink wraps around"),
        ("math_overflow", [], "overflow rejects the row; Flink wraps around"),
        ("time_parse", ["t1", "t2"], "there is no 30 February, and a format must match the whole text"),
    ];

    public static TheoryData<string> Cases => !Directory.Exists(GoldenCase.Root)
        ? []
        : [.. Directory.GetDirectories(GoldenCase.Root).Select(folder => Path.GetFileName(folder)!)
            .Where(name => Areas.Any(area => name.StartsWith(area, StringComparison.Ordinal)) && !Grouped.Contains(name))
            .Order(StringComparer.Ordinal)];

    [SharedTheory(GoldenCase.Folder)]
    [MemberData(nameof(Cases))]
    public void The_rows_are_those_of_Flink(string name)
    {
        var golden = new GoldenCase(name);
        var compiled = golden.Compile();
        compiled.Diagnostics.ShouldBeEmpty();
        var plan = compiled.Program.ShouldNotBeNull().Pipelines.OfType<TablePipeline>().ShouldHaveSingleItem().Plan;

        var (rows, rejected) = golden.Run(plan);

        var difference = Array.Find(Differences, known => known.Case == name);
        rejected.Count.ShouldBe(difference is { Columns.Length: 0 } ? Math.Max(1, rejected.Count) : 0);
        var expected = golden.Expected.Where(row => !rejected.Contains(row[0]!)).OrderBy(Key, StringComparer.Ordinal).ToList();
        rows = [.. rows.OrderBy(Key, StringComparer.Ordinal)];
        rows.Count.ShouldBe(expected.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            for (var column = 0; column < golden.Columns.Count; column++)
            {
                if (difference.Columns?.Contains(golden.Columns[column]) != true)
                {
                    IsSame(rows[i][column], expected[i][column])
                        .ShouldBeTrue($"{rows[i][0]}, {golden.Columns[column]}: {rows[i][column]} instead of {expected[i][column]}");
                }
            }
        }

        output.WriteLine($"{rows.Count} rows agree, {rejected.Count} were rejected. {difference.Why}");
    }

    /// <summary>Brings the same rows into the same order, though decimals may differ in their last digits.</summary>
    private static string Key(string?[] row) => string.Join('\u0001', row.Select(value =>
        value.AsSpan().ContainsAny(".eEN") && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("G9", CultureInfo.InvariantCulture)
            : value ?? "\u0002"));

    private static bool IsSame(string? left, string? right)
    {
        if (left == right)
        {
            return true;
        }

        // Integers are the same or not.
        return left is not null && right is not null && (left + right).AsSpan().ContainsAny(".eEN")
            && double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            && double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
            && (x.Equals(y) || Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(y)));
    }
}
