using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Sql;

/// <summary>Tells each source which of its columns the plan reads.</summary>
internal static class PlanPruning
{
    public static PlanNode Prune(PlanNode root) => Prune(root, [.. Enumerable.Range(0, root.Schema.Count)]);

    private static PlanNode Prune(PlanNode node, SortedSet<int> needed)
    {
        switch (node)
        {
            case SourceNode source:
                if (source.Stream.EventTimeColumn >= 0)
                {
                    needed.Add(source.Stream.EventTimeColumn);
                }

                return source with { Needed = [.. needed] };
            case FilterNode filter:
                return filter with { Input = Prune(filter.Input, [.. needed, .. Columns(filter.Predicate)]) };
            case ProjectNode project:
                return project with { Input = Prune(project.Input, [.. project.Expressions.SelectMany(Columns)]) };
            case WindowAggregateNode window:
                var read = window.Keys.SelectMany(Columns)
                    .Concat(window.Aggregates.SelectMany(call => new[] { call.Argument, call.Filter }.OfType<BoundExpression>().SelectMany(Columns)))
                    .Append(window.TimeColumn);
                return window with { Input = Prune(window.Input, [.. read]) };
            case UnionNode union:
                return union with { Inputs = [.. union.Inputs.Select(input => Prune(input, [.. needed]))] };
            default:
                throw new NotSupportedException(node.GetType().Name);
        }
    }

    private static IEnumerable<int> Columns(BoundExpression expression) => expression switch
    {
        ColumnReference reference => [reference.Index],
        FunctionCall call => call.Arguments.SelectMany(Columns),
        LogicalExpression logical => logical.Operands.SelectMany(Columns),
        NotExpression not => Columns(not.Operand),
        NullTest test => Columns(test.Operand),
        CastExpression cast => Columns(cast.Operand),
        CaseExpression choice => choice.Branches.SelectMany(branch => Columns(branch.Condition).Concat(Columns(branch.Value)))
            .Concat(choice.Otherwise is null ? [] : Columns(choice.Otherwise)),
        _ => [],
    };
}
