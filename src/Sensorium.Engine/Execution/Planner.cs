using Sensorium.Engine.Operators;
using Sensorium.Engine.Operators.Alert;
using Sensorium.Engine.Operators.Dedup;
using Sensorium.Engine.Operators.Filter;
using Sensorium.Engine.Operators.Lookup;
using Sensorium.Engine.Operators.Project;
using Sensorium.Engine.Operators.Reorder;
using Sensorium.Engine.Operators.Union;
using Sensorium.Engine.Operators.Window;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>Turns a logical plan into physical nodes: one line for each kind of operator, and exchanges where an operator asks for an order.</summary>
internal sealed class Planner
{
    private readonly List<PhysicalNode> _nodes = [];
    private readonly List<LookupSource> _lookups = [];
    private int _windows;
    private int _branches = 1;

    public Planner(PlanNode root) => Plan(root, isBelowState: false);

    public IReadOnlyList<PhysicalNode> Nodes => _nodes;

    public IReadOnlyList<LookupSource> Lookups => _lookups;

    private PhysicalNode Plan(PlanNode node, bool isBelowState)
    {
        var hasState = isBelowState || node is WindowAggregateNode or DedupNode or AlertNode;
        var inputs = node.Inputs.Select(input => Plan(input, hasState)).ToList();
        PhysicalNode made = node switch
        {
            SourceNode source => new StreamInputNode(_nodes.Count, source),
            FilterNode filter => RowByRow((context, next) => new FilterOperator(filter, context.Outputs, next)),
            ProjectNode project => RowByRow((context, next) => new ProjectOperator(project, context.Outputs, next)),
            LookupNode lookup => Lookup(lookup, inputs),
            UnionNode union => Union(union, inputs),
            WindowAggregateNode window => new WindowNode(_nodes.Count, window, inputs[0], _windows++, isBelowState),
            DedupNode dedup => Keyed(dedup, dedup.Keys, inputs[0], (context, section, next) => new DedupOperator(dedup, section, context.Outputs, next)),
            AlertNode { Alert: var alert } => Keyed(node, alert.Keys, inputs[0], (context, section, next) => new AlertOperator(alert, section, context, next)),
            _ => throw new NotSupportedException(node.GetType().Name),
        };
        _nodes.Add(made);
        return made;

        PhysicalNode RowByRow(Func<OperatorContext, OperatorInput, Operator> create) => new RowByRowNode(_nodes.Count, node, inputs, create);
    }

    private RowByRowNode Union(UnionNode node, List<PhysicalNode> inputs)
    {
        var firstBranch = _branches;
        _branches += inputs.Count;
        return new(_nodes.Count, node, inputs, (_, next) => new UnionOperator(firstBranch, next));
    }

    private RowByRowNode Lookup(LookupNode node, List<PhysicalNode> inputs)
    {
        // One for all lanes, so that all join with the same version.
        var source = new LookupSource(node);
        _lookups.Add(source);
        return new(_nodes.Count, node, inputs, (context, next) => new LookupOperator(node, source, context.Outputs, next));
    }

    private KeyedNode Keyed(
        PlanNode node, IReadOnlyList<int> keys, PhysicalNode input, Func<OperatorContext, string, OperatorInput, Operator> create)
    {
        if (!input.IsOrdered)
        {
            var streams = StreamsOf(input.Logical).Distinct().ToList();
            var fixesPartition = streams.Count == 1 && keys.Any(key => IsPartition(input.Logical, key));
            input = new ReorderNode(_nodes.Count, input.Logical, input, streams, fixesPartition);
            _nodes.Add(input);
        }

        return new(_nodes.Count, node, input, create);
    }

    private static IEnumerable<StreamDefinition> StreamsOf(PlanNode node) =>
        node is SourceNode source ? [source.Stream] : node.Inputs.SelectMany(StreamsOf);

    /// <summary>Whether the column is the partition of the stream that the row comes from.</summary>
    private static bool IsPartition(PlanNode node, int column) => node is SourceNode source
        ? column == source.Stream.Columns.Count
        : node.Origins(column).ToList() is { Count: > 0 } origins && origins.TrueForAll(origin => IsPartition(node.Inputs[origin.Input], origin.Column));
}
