using Sensorium.Pipelines.Operators;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>Builds the operators of a part of a plan, from its end to its beginnings.</summary>
internal static class OperatorChain
{
    /// <summary>Operators from the sources below <paramref name="node"/> up to it, with the rows going on to <paramref name="next"/>.</summary>
    /// <returns>The first operator of each path, with the stream it reads.</returns>
    public static IEnumerable<(StreamDefinition Stream, Operator First)> FromSources(PlanShape shape, PlanNode node, LaneOutputs outputs, Operator next) => node switch
    {
        SourceNode source => [(source.Stream, next)],
        FilterNode filter => FromSources(shape, filter.Input, outputs, new FilterOperator(filter, outputs, next)),
        ProjectNode project => FromSources(shape, project.Input, outputs, new ProjectOperator(project, outputs, next)),
        LookupNode lookup => FromSources(shape, lookup.Input, outputs, new LookupOperator(lookup, shape.TableOf(lookup), outputs, next)),
        UnionNode union => union.Inputs.SelectMany(input => FromSources(shape, input, outputs, next)).ToList(),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    /// <summary>Operators above the window up to the root.</summary>
    public static Operator AboveWindow(PlanShape shape, PlanNode node, LaneOutputs outputs, Operator next) => node switch
    {
        FilterNode filter => AboveWindow(shape, filter.Input, outputs, new FilterOperator(filter, outputs, next)),
        ProjectNode project => AboveWindow(shape, project.Input, outputs, new ProjectOperator(project, outputs, next)),
        LookupNode lookup => AboveWindow(shape, lookup.Input, outputs, new LookupOperator(lookup, shape.TableOf(lookup), outputs, next)),
        WindowAggregateNode => next,
        _ => throw new NotSupportedException(node.GetType().Name),
    };
}
