using Sensorium.Core;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Binding;

/// <summary>What can be said about an output column from its expression.</summary>
internal static class OutputField
{
    /// <param name="input">The schema the expression's columns are of.</param>
    public static Field Of(string name, BoundExpression value, Schema input)
    {
        var source = value is ColumnReference reference ? input[reference.Index] : null;
        return new(name, value.Type, IsNullable(value, input), source?.Unit, source?.Comment);
    }

    /// <summary>False only where it is certain.</summary>
    private static bool IsNullable(BoundExpression value, Schema input) => value switch
    {
        ColumnReference reference => input[reference.Index].Nullable,
        Literal literal => literal.Value is null,
        CastExpression cast => cast.Try || IsNullable(cast.Operand, input),
        NotExpression not => IsNullable(not.Operand, input),
        NullTest => false,
        LogicalExpression logical => logical.Operands.Any(operand => IsNullable(operand, input)),
        // A function may make a null of its own; an operator does not.
        FunctionCall call => char.IsLetter(call.Function.Name[0]) || call.Arguments.Any(argument => IsNullable(argument, input)),
        CaseExpression { Otherwise: { } otherwise } choice =>
            IsNullable(otherwise, input) || choice.Branches.Any(branch => IsNullableBranch(branch, input)),
        _ => true,
    };

    /// <summary>COALESCE gives a value only after testing it.</summary>
    private static bool IsNullableBranch(CaseBranch branch, Schema input) =>
        IsNullable(branch.Value, input)
        && !(branch.Condition is NullTest { Negated: true } test && BoundEquality.AreSame(test.Operand, branch.Value));
}
