using Sensorium.Core;

namespace Sensorium.Pipelines.Plan;

/// <summary>An alert as the root of its plan: a row for each episode that is raised or cleared.</summary>
internal sealed record AlertNode(AlertPipeline Alert, Schema Schema) : PlanNode(Schema, Alert.Span)
{
    public PlanNode Input => Alert.Plan;
}
