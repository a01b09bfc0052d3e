using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>
/// Computes parts without columns once, when the expression is compiled. A part that fails stays as it is: whether it is evaluated, and so
/// rejects a row, the row decides.
/// </summary>
internal static class ConstantFolding
{
    public static BoundExpression Fold(BoundExpression expression)
    {
        if (expression is Literal or ColumnReference)
        {
            return expression;
        }

        return ExpressionTree.References(expression).Any()
            ? FoldChildren(expression)
            : TryEvaluate(expression) ?? expression;
    }

    private static BoundExpression FoldChildren(BoundExpression expression) => expression switch
    {
        CaseExpression @case => @case with
        {
            Branches = [.. @case.Branches.Select(branch => new CaseBranch(Fold(branch.Condition), Fold(branch.Value)))],
            Otherwise = @case.Otherwise is null ? null : Fold(@case.Otherwise),
        },
        CastExpression cast => cast with { Operand = Fold(cast.Operand) },
        FunctionCall call => call with { Arguments = [.. call.Arguments.Select(Fold)] },
        LogicalExpression logical => logical with { Operands = [.. logical.Operands.Select(Fold)] },
        NotExpression not => not with { Operand = Fold(not.Operand) },
        NullTest test => test with { Operand = Fold(test.Operand) },
        _ => expression,
    };

    private static Literal? TryEvaluate(BoundExpression expression)
    {
        var output = Column.Create(expression.Type, 1);
        var faults = new RowFaults();
        var row = new Batch(new Schema()) { Count = 1 };
        ProjectionBuilder.Build(expression, default)(row, null, 1, output, faults, new());
        return faults.Count > 0 ? null : new(Read(output), expression.Type, expression.Span);
    }

    private static object? Read(Column column) => !column.IsValid(0) ? null : column switch
    {
        Column<byte> values => values.Values[0] != 0,
        Column<int> values => values.Values[0],
        Column<long> values => values.Values[0],
        Column<double> values => values.Values[0],
        Column<GeoPoint> values => values.Values[0],
        TextColumn bytes when column.Type == TypeKind.Binary => bytes[0].Span.ToArray(),
        TextColumn text => text[0].ToString(),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };
}
