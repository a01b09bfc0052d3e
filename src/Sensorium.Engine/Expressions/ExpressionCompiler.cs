using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions;

/// <summary>
/// Turns bound expressions into loops over batches. What it makes is owned by one lane: it keeps scratch arrays and results by dictionary
/// code, and is not thread-safe. The loops are made when first needed, one each for batches with and without nulls and selections.
/// </summary>
public static class ExpressionCompiler
{
    /// <summary>One expression, written to one column.</summary>
    public static CompiledProjection Project(BoundExpression expression) => new(expression);

    /// <summary>All columns of a row together, so that a row on which one of them fails is in none.</summary>
    public static RowProjection Project(IReadOnlyList<BoundExpression> expressions) => new(expressions);

    /// <summary>A predicate, which selects the rows where it is true.</summary>
    /// <exception cref="ArgumentException">The expression is not BOOLEAN.</exception>
    public static CompiledFilter Filter(BoundExpression predicate) => predicate.Type == TypeKind.Boolean
        ? new(predicate)
        : throw new ArgumentException("A filter's expression is BOOLEAN.", nameof(predicate));
}
