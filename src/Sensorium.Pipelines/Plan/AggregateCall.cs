using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <param name="Argument">Null only for COUNT(*).</param>
/// <param name="Filter">FILTER (WHERE …), or null.</param>
public sealed record AggregateCall(AggregateKind Kind, BoundExpression? Argument, BoundExpression? Filter, TypeKind Result, SourceSpan Span);
