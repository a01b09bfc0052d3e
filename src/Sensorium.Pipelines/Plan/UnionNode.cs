using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>UNION ALL. Every input has the schema's types, in order.</summary>
/// <param name="EventTime">Index in the schema of the event time if every input has its own there, else −1.</param>
public sealed record UnionNode(IReadOnlyList<PlanNode> Inputs, Schema Schema, int EventTime, SourceSpan Span) : PlanNode(Schema, Span);
