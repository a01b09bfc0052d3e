namespace Sensorium.Sql.Plan;

/// <summary>Walks over bound expressions.</summary>
internal static class ExpressionRewriter
{
    /// <summary>The expression with each column replaced.</summary>
    public static BoundExpression Map(BoundExpression expression, Func<ColumnReference, BoundExpression> column) => expression switch
    {
        ColumnReference reference => column(reference),
        Literal => expression,
        FunctionCall call => call with { Arguments = Map(call.Arguments, column) },
        CastExpression cast => cast with { Operand = Map(cast.Operand, column) },
        NotExpression not => not with { Operand = Map(not.Operand, column) },
        NullTest test => test with { Operand = Map(test.Operand, column) },
        LogicalExpression logical => logical with { Operands = Map(logical.Operands, column) },
        CaseExpression choice => choice with
        {
            Branches = [.. choice.Branches.Select(branch => new CaseBranch(Map(branch.Condition, column), Map(branch.Value, column)))],
            Otherwise = choice.Otherwise is null ? null : Map(choice.Otherwise, column),
        },
        _ => throw new InvalidOperationException($"{expression.GetType().Name} cannot be walked"),
    };

    /// <summary>Marks the columns an expression reads.</summary>
    public static void Mark(BoundExpression? expression, bool[] columns)
    {
        if (expression is not null)
        {
            Map(expression, reference =>
            {
                columns[reference.Index] = true;
                return reference;
            });
        }
    }

    private static IReadOnlyList<BoundExpression> Map(
        IReadOnlyList<BoundExpression> expressions, Func<ColumnReference, BoundExpression> column) =>
        [.. expressions.Select(expression => Map(expression, column))];
}
