using Sensorium.Engine.Operators;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>Builds a lane's operators, from the plan's root to its sources.</summary>
internal static class OperatorChain
{
    /// <summary>The operator of a node that works row by row, wherever it stands.</summary>
    public static Operator Step(PhysicalPlan shape, PlanNode node, LaneOutputs outputs, Operator next) => node switch
    {
        FilterNode filter => new FilterOperator(filter, outputs, next),
        ProjectNode project => new ProjectOperator(project, outputs, next),
        LookupNode lookup => new LookupOperator(lookup, shape.ReferenceOf(lookup), outputs, next),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    /// <param name="next">Takes the node's rows; null where none comes to the node on a lane.</param>
    /// <param name="end">The operator in which a lane's rows end at a time operator.</param>
    /// <returns>The first operator of each path, with the stream it reads.</returns>
    public static IEnumerable<(StreamDefinition Stream, Operator First)> ForLane(
        PhysicalPlan shape, PlanNode node, LaneOutputs outputs, Operator? next, Func<PlanNode, Operator> end)
    {
        switch (node)
        {
            case SourceNode source:
                return [(source.Stream, next!)];
            case UnionNode union:
                return union.Inputs.SelectMany(input => ForLane(shape, input, outputs, next, end)).ToList();
        }

        var input = PhysicalPlan.InputOf(node)!;
        var last = !PhysicalPlan.IsReachedByLanes(input) ? null
            : node is WindowAggregateNode or DedupNode or AlertNode ? end(node)
            : Step(shape, node, outputs, next!);
        return ForLane(shape, input, outputs, last, end);
    }
}
