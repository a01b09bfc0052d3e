using Sensorium.Core;
using Sensorium.Sql.Functions;

namespace Sensorium.Sql.Plan;

/// <summary>
/// A typed expression over one input's row. Implicit casts are already explicit: an argument has exactly the type its function takes.
/// </summary>
public abstract record BoundExpression(TypeKind Type, SourceSpan Span);

/// <param name="Index">Into the input's schema.</param>
public sealed record ColumnReference(int Index, string Name, TypeKind Type, SourceSpan Span) : BoundExpression(Type, Span);

/// <param name="Value">null, bool, int (also dates), long (also timestamps and intervals, in µs), double, string, byte[] or
/// <see cref="GeoPoint"/>.</param>
public sealed record Literal(object? Value, TypeKind Type, SourceSpan Span) : BoundExpression(Type, Span);

/// <summary>
/// A scalar function, or an operator, which is a function by the name of its sign: <c>+ - * / % || = &lt;&gt; &lt; &lt;= &gt; &gt;=</c>.
/// </summary>
public sealed record FunctionCall(ScalarFunction Function, IReadOnlyList<BoundExpression> Arguments, SourceSpan Span)
    : BoundExpression(Function.Result, Span);

/// <param name="Try">TRY_CAST: null where CAST would reject the row.</param>
public sealed record CastExpression(BoundExpression Operand, TypeKind Target, bool Try, SourceSpan Span) : BoundExpression(Target, Span);

public sealed record NotExpression(BoundExpression Operand, SourceSpan Span) : BoundExpression(TypeKind.Boolean, Span);

/// <summary>IS NULL, or IS NOT NULL where negated.</summary>
public sealed record NullTest(BoundExpression Operand, bool Negated, SourceSpan Span) : BoundExpression(TypeKind.Boolean, Span);

/// <summary>AND or OR of two or more, in three-valued logic.</summary>
public sealed record LogicalExpression(bool IsAnd, IReadOnlyList<BoundExpression> Operands, SourceSpan Span)
    : BoundExpression(TypeKind.Boolean, Span);

/// <summary>
/// The value of the first branch whose condition is true; a simple CASE is bound to this form. COALESCE and NULLIF are too.
/// </summary>
/// <param name="Otherwise">Null stands for NULL.</param>
public sealed record CaseExpression(IReadOnlyList<CaseBranch> Branches, BoundExpression? Otherwise, TypeKind Type, SourceSpan Span)
    : BoundExpression(Type, Span);

public sealed record CaseBranch(BoundExpression Condition, BoundExpression Value);
