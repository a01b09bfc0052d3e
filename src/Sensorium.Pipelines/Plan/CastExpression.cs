using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <param name="Try">TRY_CAST: null where CAST would reject the row.</param>
public sealed record CastExpression(BoundExpression Operand, TypeKind Target, bool Try, SourceSpan Span) : BoundExpression(Target, Span);
