using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>IS NULL, or IS NOT NULL where negated.</summary>
public sealed record NullTest(BoundExpression Operand, bool Negated, SourceSpan Span) : BoundExpression(TypeKind.Boolean, Span);
