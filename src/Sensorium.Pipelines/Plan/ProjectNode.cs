using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>Computes one expression a field of the schema.</summary>
/// <param name="EventTime">Index in the schema of the column that still is the event time, or −1.</param>
public sealed record ProjectNode(PlanNode Input, IReadOnlyList<BoundExpression> Expressions, Schema Schema, int EventTime, SourceSpan Span)
    : PlanNode(Schema, Span);
