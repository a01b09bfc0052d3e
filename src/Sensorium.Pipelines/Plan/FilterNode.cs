using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>Keeps rows whose predicate is true. Dropped ones are filtered, by cause: <paramref name="Text"/> at the span's file and line.</summary>
public sealed record FilterNode(PlanNode Input, BoundExpression Predicate, string Text, SourceSpan Span) : PlanNode(Input.Schema, Span);
