using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Expressions;

/// <summary>
/// Evaluates an expression over given values in every way it can come: constants, columns with and without nulls, selected rows, coded
/// text. All must agree. Values are bool, int, long, double, string, byte[], DateOnly, DateTime, TimeSpan, GeoPoint or a typed null.
/// </summary>
internal static class Evaluation
{
    public static readonly SourceSpan Span = new("test.sql", 1, 8, 7, 3);

    /// <summary>The value, null, or the <see cref="RowFault"/>.</summary>
    public static object? Call(string function, params object?[] arguments)
    {
        var types = Array.ConvertAll(arguments, TypeOf);
        var overload = BuiltInFunctions.Catalog.Overloads(function).First(candidate => Fits(candidate, types));
        return Of(
            operands => new FunctionCall(overload, [.. operands.Select((operand, i) => Widen(operand, Parameter(overload, i)))], Span),
            arguments);
    }

    public static object? Cast(object? value, TypeKind target) =>
        Of(operands => new CastExpression(operands[0], target, false, Span), value);

    public static object? TryCast(object? value, TypeKind target) =>
        Of(operands => new CastExpression(operands[0], target, true, Span), value);

    public static object? Of(Func<BoundExpression[], BoundExpression> build, params object?[] values)
    {
        var types = Array.ConvertAll(values, TypeOf);
        var physical = Array.ConvertAll(values, Physical);
        var results = new List<object?>();
        var constant = build([.. physical.Select((value, i) => new Literal(value, types[i], Span))]);
        results.Add(Run(new(constant), new(new Schema()) { Count = 1 }, null, 0));

        var expression = build([.. types.Select((type, i) => new ColumnReference(i, $"c{i}", type, Span))]);
        var loops = new Loops(expression);
        var schema = new Schema([.. types.Select((type, i) => new Field($"c{i}", type))]);
        foreach (var isCoded in new[] { false, true })
        {
            var alone = Fill(schema, isCoded, physical);
            results.Add(Run(loops, alone, null, 0));
            var among = Fill(schema, isCoded, new object?[values.Length], physical, physical, new object?[values.Length]);
            results.Add(Run(loops, among, null, 1));
            results.Add(Run(loops, among, null, 2));
            results.Add(Run(loops, among, [2], 0));
        }

        foreach (var result in results)
        {
            Same(result, results[0]).ShouldBeTrue($"{result} and {results[0]}");
        }

        return results[0];
    }

    public static Batch Fill(Schema schema, bool isCoded, params object?[][] rows)
    {
        var batch = new Batch(schema, rows.Length) { Count = rows.Length };
        foreach (var column in batch.Columns.OfType<TextColumn>().Where(_ => isCoded))
        {
            column.UseDictionary(new(), rows.Length);
        }

        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < schema.Count; i++)
            {
                Set(batch.Columns[i], row, rows[row][i]);
            }
        }

        return batch;
    }

    /// <summary>Row <paramref name="row"/> of a column as a value of the kinds above.</summary>
    public static object? Read(Column column, int row) => !column.IsValid(row) ? null : column switch
    {
        Column<byte> booleans => booleans.Values[row] != 0,
        Column<int> days when column.Type == TypeKind.Date => DateOnly.FromDayNumber(days.Values[row] + 719_162),
        Column<int> numbers => numbers.Values[row],
        Column<long> instants when column.Type == TypeKind.Timestamp => new EventTime(instants.Values[row]).ToDateTimeOffset().UtcDateTime,
        Column<long> intervals when column.Type == TypeKind.Interval => TimeSpan.FromMicroseconds(intervals.Values[row]),
        Column<long> numbers => numbers.Values[row],
        Column<double> numbers => numbers.Values[row],
        Column<GeoPoint> points => points.Values[row],
        TextColumn bytes when column.Type == TypeKind.Binary => bytes[row].Span.ToArray(),
        TextColumn texts => texts[row].ToString(),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    private static object? Run(Loops loops, Batch batch, int[]? selection, int row)
    {
        var output = Column.Create(loops.Expression.Type);
        var faults = new RowFaults();
        loops.Projection.Evaluate(batch, selection, selection?.Length ?? batch.Count, output, faults, new());
        for (var i = 0; i < faults.Count; i++)
        {
            if (faults[i].Row == (selection?[row] ?? row))
            {
                output.IsValid(row).ShouldBeFalse();
                faults[i].Span.ShouldBe(Span);
                return faults[i].Fault;
            }
        }

        var value = Read(output, row);
        if (loops.Filter is { } filter)
        {
            var selected = new int[Math.Max(1, batch.Count)];
            var count = filter.Select(batch, selection, selection?.Length ?? batch.Count, selected, new(), new());
            selected.AsSpan(0, count).Contains(selection?[row] ?? row).ShouldBe(value is true);
        }

        return value;
    }

    /// <summary>Compiled once for all the ways, as an operator's are for all its batches.</summary>
    private sealed class Loops(BoundExpression expression)
    {
        public BoundExpression Expression { get; } = expression;

        public CompiledProjection Projection { get; } = ExpressionCompiler.Project(expression);

        public CompiledFilter? Filter { get; } = expression.Type == TypeKind.Boolean ? ExpressionCompiler.Filter(expression) : null;
    }

    private static bool Same(object? left, object? right) => (left, right) switch
    {
        (double x, double y) => BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y),
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        _ => Equals(left, right),
    };

    private static void Set(Column column, int row, object? value)
    {
        switch (column, value)
        {
            case (_, null):
                column.SetNull(row);
                if (column is TextColumn { IsCoded: true } coded)
                {
                    coded.Codes[row] = 0;
                }

                break;
            case (Column<byte> booleans, bool boolean):
                booleans.Set(row, boolean ? (byte)1 : (byte)0);
                break;
            case (Column<int> numbers, int number):
                numbers.Set(row, number);
                break;
            case (Column<long> numbers, long number):
                numbers.Set(row, number);
                break;
            case (Column<double> numbers, double number):
                numbers.Set(row, number);
                break;
            case (Column<GeoPoint> points, GeoPoint point):
                points.Set(row, point);
                break;
            case (TextColumn texts, string text):
                texts.Set(row, System.Text.Encoding.UTF8.GetBytes(text));
                break;
            case (TextColumn texts, byte[] bytes):
                texts.Set(row, bytes);
                break;
            default:
                throw new ArgumentException($"{value} is no {column.Type}.");
        }
    }

    private static TypeKind TypeOf(object? value) => value switch
    {
        TypeKind type => type,
        bool => TypeKind.Boolean,
        int => TypeKind.Integer,
        long => TypeKind.BigInt,
        double => TypeKind.Double,
        string or null => TypeKind.Varchar,
        byte[] => TypeKind.Binary,
        DateOnly => TypeKind.Date,
        DateTime => TypeKind.Timestamp,
        TimeSpan => TypeKind.Interval,
        GeoPoint => TypeKind.Point,
        _ => throw new ArgumentException($"{value} has no type."),
    };

    private static object? Physical(object? value) => value switch
    {
        TypeKind => null,
        DateOnly date => date.DayNumber - 719_162,
        DateTime time => EventTime.From(new(time, TimeSpan.Zero)).Micros,
        TimeSpan length => length.Ticks / 10,
        _ => value,
    };

    private static bool Fits(ScalarFunction function, TypeKind[] types) =>
        (function.IsVariadic ? types.Length >= function.Parameters.Count : types.Length == function.Parameters.Count)
        && !types.Where((type, i) => !CastRules.IsImplicit(type, Parameter(function, i))).Any();

    private static TypeKind Parameter(ScalarFunction function, int index) =>
        function.Parameters[Math.Min(index, function.Parameters.Count - 1)];

    private static BoundExpression Widen(BoundExpression operand, TypeKind type) =>
        operand.Type == type ? operand : new CastExpression(operand, type, false, operand.Span);
}
