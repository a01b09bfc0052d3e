using Sensorium.Core;
using Sensorium.Pipelines.Operators;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>A plan cut where its rows leave the lanes: below the window each lane works for itself, above it the coordinator does.</summary>
internal sealed class PlanShape
{
    public PlanShape(PlanNode root)
    {
        Root = root;
        Visit(root, aboveWindow: true);
    }

    public PlanNode Root { get; }

    /// <summary>The window aggregation, or null for a plan without one.</summary>
    public WindowAggregateNode? Window { get; private set; }

    /// <summary>Each stream once, with all columns that the plan reads of it.</summary>
    public IReadOnlyList<(StreamDefinition Stream, SortedSet<int> Needed)> Streams => _streams;

    private readonly List<(StreamDefinition Stream, SortedSet<int> Needed)> _streams = [];
    private readonly Dictionary<LookupNode, LookupTable> _lookups = new(ReferenceEqualityComparer.Instance);

    /// <summary>The reference table of a lookup by its keys, one for all lanes.</summary>
    public LookupTable TableOf(LookupNode node) => _lookups[node];

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

    private void Visit(PlanNode node, bool aboveWindow)
    {
        switch (node)
        {
            case SourceNode source:
                Add(source);
                break;
            case FilterNode filter:
                Visit(filter.Input, aboveWindow);
                break;
            case ProjectNode project:
                Visit(project.Input, aboveWindow);
                break;
            case LookupNode lookup:
                _lookups[lookup] = new(lookup.Reference, lookup.ReferenceKeys);
                Visit(lookup.Input, aboveWindow);
                break;
            case WindowAggregateNode window when aboveWindow && Window is null:
                Window = window;
                Visit(window.Input, aboveWindow: false);
                break;
            case UnionNode union when !union.Inputs.Any(HasWindow):
                foreach (var input in union.Inputs)
                {
                    Visit(input, aboveWindow);
                }

                break;
            default:
                throw new SensoriumException(
                    "SN4003",
                    $"{node.Span}: this combination of steps cannot run yet: {node.GetType().Name.Replace("Node", "", StringComparison.Ordinal)}.",
                    "Use filters, projections, joins with reference tables, UNION ALL below the window, and one window aggregation in a statement.");
        }
    }

    private static bool HasWindow(PlanNode node) => node switch
    {
        WindowAggregateNode => true,
        FilterNode filter => HasWindow(filter.Input),
        ProjectNode project => HasWindow(project.Input),
        LookupNode lookup => HasWindow(lookup.Input),
        UnionNode union => union.Inputs.Any(HasWindow),
        _ => false,
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
