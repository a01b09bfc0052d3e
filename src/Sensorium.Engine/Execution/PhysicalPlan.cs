using Sensorium.Core;
using Sensorium.Engine.Operators;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// A plan cut where its rows leave the lanes: below the first time operator (a window, DEDUP, an alert) each lane works for itself, above
/// it the coordinator does.
/// </summary>
internal sealed class PhysicalPlan
{
    private readonly List<(StreamDefinition Stream, SortedSet<int> Needed)> _streams = [];
    private readonly List<PlanNode> _sequences = [];
    private readonly Dictionary<PlanNode, LookupSource> _lookups = new(ReferenceEqualityComparer.Instance);

    public PhysicalPlan(PlanNode root)
    {
        Root = root;
        Visit(root, aboveWindow: true);
    }

    public PlanNode Root { get; }

    /// <summary>The window aggregation, or null for a plan without one.</summary>
    public WindowAggregateNode? Window { get; private set; }

    /// <summary>DEDUPs and alerts that take the lanes' rows in order.</summary>
    public IReadOnlyList<PlanNode> Sequences => _sequences;

    /// <summary>Each stream once, with all columns that the plan reads of it.</summary>
    public IReadOnlyList<(StreamDefinition Stream, SortedSet<int> Needed)> Streams => _streams;

    /// <summary>The one input of a node that is no union; null for a source.</summary>
    public static PlanNode? InputOf(PlanNode node) => node switch
    {
        FilterNode filter => filter.Input,
        ProjectNode project => project.Input,
        LookupNode lookup => lookup.Input,
        DedupNode dedup => dedup.Input,
        AlertNode alert => alert.Input,
        WindowAggregateNode window => window.Input,
        _ => null,
    };

    /// <summary>Whether rows come to the node that no time operator has taken yet: they come on the lanes.</summary>
    public static bool IsReachedByLanes(PlanNode node) => node switch
    {
        SourceNode => true,
        UnionNode union => union.Inputs.Any(IsReachedByLanes),
        WindowAggregateNode or DedupNode or AlertNode => false,
        _ => IsReachedByLanes(InputOf(node)!),
    };

    /// <summary>Whether a time operator stands at the node or below it.</summary>
    public static bool IsTimed(PlanNode node) => node switch
    {
        SourceNode => false,
        UnionNode union => union.Inputs.Any(IsTimed),
        WindowAggregateNode or DedupNode or AlertNode => true,
        _ => IsTimed(InputOf(node)!),
    };

    /// <summary>The reference tables it joins with, each in the version that it joins with now.</summary>
    public IEnumerable<ReferenceTable> References =>
        _lookups.Values.Select(lookup => lookup.Reference).DistinctBy(reference => reference.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The reference table of a lookup, one for all lanes.</summary>
    public LookupSource ReferenceOf(LookupNode node) => _lookups[node];

    /// <summary>Joins with another version of a reference table from now on. Never beside a round.</summary>
    /// <returns>Whether it joins with that table.</returns>
    /// <exception cref="SensoriumException">SN4012: its columns are not those that the plan joins with.</exception>
    public bool Switch(ReferenceTable next)
    {
        var joined = _lookups.Values.Where(lookup => lookup.Reference.Name.Equals(next.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        joined.ForEach(lookup => lookup.Switch(next));
        return joined.Count > 0;
    }

    /// <summary>Whether rows of one key come from one partition only, because the partition is part of the key.</summary>
    public static bool FixesPartition(PlanNode sequence)
    {
        var keys = sequence is DedupNode dedup ? dedup.Keys : ((AlertNode)sequence).Alert.Keys;
        return SourcesOf(sequence).Distinct().Count() == 1 && keys.Any(key => IsPartition(InputOf(sequence)!, key));
    }

    /// <summary>The streams that a node reads.</summary>
    public static IEnumerable<StreamDefinition> SourcesOf(PlanNode node) => node switch
    {
        SourceNode source => [source.Stream],
        UnionNode union => union.Inputs.SelectMany(SourcesOf),
        _ => SourcesOf(InputOf(node)!),
    };

    /// <summary>Text columns of the inputs that the window groups by as they are: the decoder codes them.</summary>
    public IEnumerable<(StreamDefinition Stream, int Column)> CodedColumns()
    {
        if (Window is null)
        {
            yield break;
        }

        foreach (var key in Window.Keys.OfType<ColumnReference>().Where(key => key.Type == TypeKind.Varchar))
        {
            foreach (var source in Sources(Window.Input, key.Index))
            {
                yield return source;
            }
        }
    }

    private static IEnumerable<(StreamDefinition Stream, int Column)> Sources(PlanNode node, int column) => node switch
    {
        SourceNode source => column < source.Stream.Columns.Count ? [(source.Stream, column)] : [],
        FilterNode filter => Sources(filter.Input, column),
        ProjectNode project => project.Expressions[column] is ColumnReference reference ? Sources(project.Input, reference.Index) : [],
        LookupNode lookup => column < lookup.Input.Schema.Count ? Sources(lookup.Input, column) : [],
        UnionNode union => union.Inputs.SelectMany(input => Sources(input, column)),
        _ => [],
    };

    private static bool IsPartition(PlanNode node, int column) => node switch
    {
        SourceNode source => column == source.Stream.Columns.Count,
        FilterNode filter => IsPartition(filter.Input, column),
        ProjectNode project => project.Expressions[column] is ColumnReference reference && IsPartition(project.Input, reference.Index),
        LookupNode lookup => column < lookup.Input.Schema.Count && IsPartition(lookup.Input, column),
        UnionNode union => union.Inputs.All(input => IsPartition(input, column)),
        _ => false,
    };

    private static bool HasWindow(PlanNode node) => node switch
    {
        WindowAggregateNode => true,
        SourceNode => false,
        UnionNode union => union.Inputs.Any(HasWindow),
        _ => HasWindow(InputOf(node)!),
    };

    /// <summary>Whether the node's rows come one after the other from one operator, so that an operator above may take them in turn.</summary>
    private static bool IsInTurn(PlanNode node) => node switch
    {
        WindowAggregateNode or DedupNode => true,
        UnionNode => false,
        _ => IsInTurn(InputOf(node)!),
    };

    private void Visit(PlanNode node, bool aboveWindow)
    {
        switch (node)
        {
            case SourceNode source:
                Add(source);
                return;
            case UnionNode union when !union.Inputs.Any(HasWindow):
                foreach (var input in union.Inputs)
                {
                    Visit(input, aboveWindow);
                }

                return;
            case LookupNode lookup:
                _lookups[lookup] = new(lookup);
                break;
            case WindowAggregateNode window when aboveWindow && Window is null:
                Window = window;
                aboveWindow = false;
                break;
            case DedupNode or AlertNode when !IsTimed(InputOf(node)!):
                _sequences.Add(node);
                break;
            case FilterNode or ProjectNode:
            case DedupNode or AlertNode when IsInTurn(InputOf(node)!):
                break;
            default:
                throw new SensoriumException(
                    "SN4003",
                    $"{node.Span}: this combination of steps cannot run yet: {Described(node)}.",
                    "Use one window aggregation in a statement, UNION ALL below it, and no DEDUP or alert over a UNION ALL that has a DEDUP in it.");
        }

        Visit(InputOf(node)!, aboveWindow);
    }

    private static string Described(PlanNode node) => node switch
    {
        UnionNode => "UNION ALL over a window",
        WindowAggregateNode => "a window over a window",
        DedupNode => "DEDUP over UNION ALL of DEDUPs",
        _ => "an alert over UNION ALL of DEDUPs",
    };

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
