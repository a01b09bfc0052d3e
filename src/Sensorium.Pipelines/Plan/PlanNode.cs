using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>A step of a pipeline's logical plan. Rows flow from <see cref="SourceNode"/>s to the root.</summary>
public abstract record PlanNode(Schema Schema, SourceSpan Span);
