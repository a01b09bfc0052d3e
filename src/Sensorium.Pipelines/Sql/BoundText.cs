using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Sql;

/// <summary>A bound expression as text without places: two that compute the same from the same columns read the same.</summary>
internal static class BoundText
{
    public static string Of(BoundExpression expression) => expression switch
    {
        ColumnReference column => $"#{column.Index}",
        Literal literal => literal.Value is null ? "null" : $"{literal.Type}:{literal.Value}",
        FunctionCall call => $"{call.Function.Name}/{call.Function.Result}({string.Join(",", call.Arguments.Select(Of))})",
        LogicalExpression logical => $"{(logical.IsAnd ? "and" : "or")}({string.Join(",", logical.Operands.Select(Of))})",
        NotExpression not => $"not({Of(not.Operand)})",
        NullTest test => $"{(test.Negated ? "notnull" : "null")}({Of(test.Operand)})",
        CastExpression cast => $"cast{(cast.Try ? "?" : "")}({Of(cast.Operand)} as {cast.Target})",
        CaseExpression choice => $"case({string.Join(",", choice.Branches.Select(branch => $"{Of(branch.Condition)}:{Of(branch.Value)}"))};{(choice.Otherwise is null ? "" : Of(choice.Otherwise))})",
        _ => throw new NotSupportedException(expression.GetType().Name),
    };
}
