using Sensorium.Core;
using Sensorium.Engine.Operators;
using Sensorium.Engine.Operators.Lookup;
using Sensorium.Engine.Operators.Window;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// How a plan runs: nodes in topological order, each placed on the lanes, in the merge stage behind them, or both. Rows go from the lanes to
/// the merge stage at exchanges only.
/// </summary>
internal sealed class PhysicalPlan
{
    private readonly List<(StreamDefinition Stream, SortedSet<int> Needed)> _streams = [];
    private readonly IReadOnlyList<LookupSource> _lookups;

    public PhysicalPlan(PlanNode root)
    {
        var planner = new Planner(root);
        (Nodes, _lookups) = (planner.Nodes, planner.Lookups);
        foreach (var source in Nodes.OfType<StreamInputNode>())
        {
            Add((SourceNode)source.Logical);
        }
    }

    /// <summary>Each after its inputs, the root last; a node's id is its index.</summary>
    public IReadOnlyList<PhysicalNode> Nodes { get; }

    /// <summary>Each stream once, with all columns that the plan reads of it.</summary>
    public IReadOnlyList<(StreamDefinition Stream, SortedSet<int> Needed)> Streams => _streams;

    /// <summary>Whether any operator holds state beyond buffered output rows.</summary>
    public bool HasState => Nodes.Any(node => node.IsExchange);

    /// <summary>The reference tables it joins with, each in the version that it joins with now.</summary>
    public IEnumerable<ReferenceTable> References =>
        _lookups.Select(lookup => lookup.Reference).DistinctBy(reference => reference.Name, StringComparer.OrdinalIgnoreCase);

    private PhysicalNode Root => Nodes[^1];

    /// <summary>Joins with another version of a reference table from now on. Never beside a round.</summary>
    /// <returns>Whether it joins with that table.</returns>
    /// <exception cref="SensoriumException">SN4012: its columns are not those that the plan joins with.</exception>
    public bool Switch(ReferenceTable next)
    {
        var joined = _lookups.Where(lookup => lookup.Reference.Name.Equals(next.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        joined.ForEach(lookup => lookup.Switch(next));
        return joined.Count > 0;
    }

    /// <summary>Text columns of the streams that a window groups by as they are: the decoder codes them.</summary>
    public IEnumerable<(StreamDefinition Stream, int Column)> CodedColumns() =>
        from window in Nodes.OfType<WindowNode>()
        from key in ((WindowAggregateNode)window.Logical).Keys.OfType<ColumnReference>()
        where key.Type == TypeKind.Varchar
        from source in StreamColumns(window.Inputs[0], key.Index)
        select source;

    /// <summary>Makes a lane's operators, from the root down to the streams.</summary>
    /// <param name="end">Takes the rows that come to the root's end on the lane.</param>
    /// <param name="operators">Takes them by node; nodes that no rows come to on lanes have none.</param>
    /// <returns>Where each stream's rows go in: a stream that the plan reads twice comes twice.</returns>
    public List<(StreamDefinition Stream, OperatorInput First)> OnLane(OperatorContext context, OperatorInput end, Operator?[] operators)
    {
        var paths = new List<(StreamDefinition, OperatorInput)>();
        Build(Root, end);
        return paths;

        void Build(PhysicalNode node, OperatorInput next)
        {
            if (node is StreamInputNode stream)
            {
                paths.Add((stream.Stream, next));
                return;
            }

            if (!node.Placement.HasFlag(Placement.Parallel))
            {
                // Its rows are the merge stage's; lanes may lead to one of the nodes below it.
                BuildInputs(node, null);
                return;
            }

            var made = node.OnLane(context, next);
            operators[node.Id] = made;
            BuildInputs(node, made);
        }

        void BuildInputs(PhysicalNode node, Operator? into)
        {
            for (var input = 0; input < node.Inputs.Count; input++)
            {
                Build(node.Inputs[input], into is null ? default : new(into, input));
            }
        }
    }

    /// <summary>Makes the merge stage's operators.</summary>
    /// <param name="end">Takes the rows that come to the root's end there.</param>
    /// <param name="lanes">What <see cref="OnLane"/> made, by lane and node.</param>
    /// <returns>By node; null where rows are on the lanes alone.</returns>
    public Operator?[] InMergeStage(OperatorContext context, OperatorInput end, IReadOnlyList<Operator?[]> lanes)
    {
        var operators = new Operator?[Nodes.Count];
        Build(Root, end);
        return operators;

        void Build(PhysicalNode node, OperatorInput next)
        {
            if (!node.Leaves.HasFlag(Placement.Merged))
            {
                return;
            }

            var made = node.InMergeStage(context, [.. lanes.Select(lane => lane[node.Id]).OfType<Operator>()], next);
            operators[node.Id] = made;
            for (var input = 0; input < node.Inputs.Count; input++)
            {
                Build(node.Inputs[input], new(made, input));
            }
        }
    }

    private static IEnumerable<(StreamDefinition Stream, int Column)> StreamColumns(PhysicalNode node, int column)
    {
        if (node is StreamInputNode source)
        {
            return column < source.Stream.Columns.Count ? [(source.Stream, column)] : [];
        }

        // Past an exchange rows are copies, and their texts are not coded.
        return node.IsExchange ? [] : node.Logical.Origins(column).SelectMany(origin => StreamColumns(node.Inputs[origin.Input], origin.Column));
    }

    private void Add(SourceNode source)
    {
        var index = _streams.FindIndex(known => known.Stream.Name == source.Stream.Name);
        if (index < 0)
        {
            index = _streams.Count;
            _streams.Add((source.Stream, []));
        }

        _streams[index].Needed.UnionWith(source.Needed);
    }
}
