using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>Questions about a bound expression.</summary>
internal static class ExpressionTree
{
    public static IEnumerable<BoundExpression> Children(BoundExpression expression) => expression switch
    {
        CaseExpression @case => @case.Branches
            .SelectMany(branch => new[] { branch.Condition, branch.Value })
            .Concat(@case.Otherwise is null ? [] : [@case.Otherwise]),
        CastExpression cast => [cast.Operand],
        FunctionCall call => call.Arguments,
        LogicalExpression logical => logical.Operands,
        NotExpression not => [not.Operand],
        NullTest test => [test.Operand],
        _ => [],
    };

    /// <summary>Indexes of the columns it reads, each once.</summary>
    public static IEnumerable<int> Columns(BoundExpression expression) => References(expression).Select(column => column.Index).Distinct();

    public static IEnumerable<ColumnReference> References(BoundExpression expression) =>
        expression is ColumnReference column ? [column] : Children(expression).SelectMany(References);
}
