using System.Text;
using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Expressions.Functions;

/// <summary>Whatever a record holds, a function gives a value, null or a fault of that row: an exception would stop the pipeline.</summary>
public sealed class ExtremeArgumentTests
{
    private const int MostRows = 400;

    private static readonly object[] _texts =
    [
        "", "a", "year", "quarter", "month", "week", "day", "hour", "microsecond", "epoch", "Europe/Stockholm", "yyyy-MM-dd HH:mm:ss", "%",
        "%_\\", "(", "(a+)+$", "[z-a", "\\1", "$1",
        "9223372036854775808", "-9223372036854775808", "1e999", "2026-05-04T12:00:00Z", "0001-01-01", "é", "😀", "\0", "ZZ==", "ff",
        new string('a', 3_000),
    ];

    private static readonly object[] _longs = [long.MinValue, long.MinValue + 1, -1L << 40, int.MinValue - 1L, -10_000_001L, -1L, 0L, 1L,
        7L, 10_000_000L, int.MaxValue + 1L, 1L << 53, long.MaxValue - 1, long.MaxValue];

    private static readonly object[] _ints =
    [
        int.MinValue, int.MinValue + 1, -1_000_000, -1, 0, 1, 2, 63, 64, 70_000, int.MaxValue - 1, int.MaxValue
    ];

    private static readonly object[] _doubles =
    [
        double.NaN, double.NegativeInfinity, double.PositiveInfinity, 0.0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue,
        double.MinValue, 0.5, -2.5, 1e15, 9.3e18, -9.3e18, 1e-300,
    ];

    public static TheoryData<string> Names => [.. BuiltInFunctions.Catalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_of_extreme_arguments_gives_a_value_null_or_a_fault(string name)
    {
        var random = new Random(name.Length);
        foreach (var function in BuiltInFunctions.Catalog.Overloads(name))
        {
            var rows = Rows(function, random);
            Evaluate(function, rows, constant: -1);

            // What is constant is prepared once, by other code.
            for (var i = 0; rows.Count > 0 && i < rows[0].Length; i++)
            {
                foreach (var value in rows.Select(row => row[i]).Distinct().Take(30).ToList())
                {
                    Evaluate(function, [.. rows.Where(row => Equals(row[i], value)).Take(8)], constant: i);
                }
            }
        }
    }

    [Theory]
    [InlineData(TypeKind.Boolean)]
    [InlineData(TypeKind.Integer)]
    [InlineData(TypeKind.BigInt)]
    [InlineData(TypeKind.Double)]
    [InlineData(TypeKind.Varchar)]
    [InlineData(TypeKind.Date)]
    [InlineData(TypeKind.Timestamp)]
    [InlineData(TypeKind.Interval)]
    [InlineData(TypeKind.Binary)]
    public void A_cast_of_an_extreme_value_gives_a_value_null_or_a_fault(TypeKind from)
    {
        foreach (var to in Enum.GetValues<TypeKind>().Where(to => CastRules.IsDefined(from, to)))
        {
            foreach (var isTry in (bool[])[false, true])
            {
                Run(
                    new CastExpression(new ColumnReference(0, "c0", from, Evaluation.Span), to, isTry, Evaluation.Span),
                    [from],
                    [.. Extremes(from).Select(value => new[] { value })]);
            }
        }
    }

    private static void Evaluate(ScalarFunction function, List<object?[]> rows, int constant)
    {
        var types = Enumerable.Range(0, rows[0].Length).Select(i => function.Parameters[Math.Min(i, function.Parameters.Count - 1)])
            .ToArray();
        BoundExpression[] operands = [.. types.Select((type, i) => (BoundExpression)(i == constant
            ? new Literal(rows[0][i], type, Evaluation.Span)
            : new ColumnReference(i, $"c{i}", type, Evaluation.Span)))];
        Run(new FunctionCall(function, operands, Evaluation.Span), types, rows);
    }

    private static void Run(BoundExpression expression, TypeKind[] types, List<object?[]> rows)
    {
        var batch = Evaluation.Fill(new([.. types.Select((type, i) => new Field($"c{i}", type))]), false, [.. rows]);
        var faults = new RowFaults();
        var output = Column.Create(expression.Type);
        try
        {
            ExpressionCompiler.Project(expression).Evaluate(batch, null, batch.Count, output, faults, new());
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(
                $"{expression} failed for one of {string.Join("; ", rows.Select(row => string.Join(", ", row)))}", error);
        }

        faults.Count.ShouldBeLessThanOrEqualTo(rows.Count);
    }

    private static List<object?[]> Rows(ScalarFunction function, Random random)
    {
        var extremes = function.Parameters.Select(Extremes).ToList();
        if (function.IsVariadic)
        {
            extremes.Add(extremes[^1]);
        }

        var all = extremes.Aggregate(1L, (product, values) => Math.Min(product * values.Length, MostRows + 1));
        return
        [
            .. Enumerable.Range(0, (int)Math.Min(all, MostRows)).Select(row => all <= MostRows
                ? Combination(extremes, row)
                : extremes.Select(values => values[random.Next(values.Length)]).ToArray()),
        ];
    }

    private static object?[] Combination(List<object?[]> extremes, int row)
    {
        var values = new object?[extremes.Count];
        for (var i = 0; i < values.Length; i++)
        {
            (row, var at) = Math.DivRem(row, extremes[i].Length);
            values[i] = extremes[i][at];
        }

        return values;
    }

    private static object?[] Extremes(TypeKind type) => type switch
    {
        TypeKind.Boolean => [true, false, null],
        TypeKind.Integer or TypeKind.Date => [.. _ints, null],
        TypeKind.BigInt or TypeKind.Timestamp or TypeKind.Interval => [.. _longs, null],
        TypeKind.Double => [.. _doubles, null],
        TypeKind.Varchar => [.. _texts, null],
        TypeKind.Binary =>
            [Array.Empty<byte>(), new byte[] { 0xFF }, new byte[] { 0xC3, 0x28, 0 }, Encoding.UTF8.GetBytes("TRAM"), new byte[300], null],
        TypeKind.Point => [new GeoPoint(90, 180), new GeoPoint(-90, -180), new GeoPoint(0, 0), new GeoPoint(57.7, 11.97), null],
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
