using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>AND or OR of two or more, in three-valued logic.</summary>
public sealed record LogicalExpression(bool IsAnd, IReadOnlyList<BoundExpression> Operands, SourceSpan Span)
    : BoundExpression(TypeKind.Boolean, Span);
