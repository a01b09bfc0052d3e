using Sensorium.Core;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.State;

namespace Sensorium.Pipelines.Operators;

/// <summary>One lane's share of the open windows: its group numbers and its panes. The shares merge when a window fires.</summary>
internal sealed class WindowState(WindowAggregateNode node, int inputs)
{
    private readonly SortedDictionary<PaneKey, Pane> _panes = [];

    public GroupKeys Keys { get; } = new();

    public IReadOnlyDictionary<PaneKey, Pane> Panes => _panes;

    /// <summary>Records by input that are in flight in the panes.</summary>
    public long[] InFlight { get; } = new long[inputs];

    /// <summary>In bytes.</summary>
    public long Size => Keys.Size + _panes.Values.Sum(pane => pane.Size);

    public Pane Pane(PaneKey key)
    {
        if (!_panes.TryGetValue(key, out var pane))
        {
            _panes[key] = pane = new(key, AggregateColumns.Create(node.Aggregates), inputs);
        }

        return pane;
    }

    public void Remove(PaneKey key) => _panes.Remove(key);

    /// <summary>Forgets the groups that no open pane uses, once they are most of those known.</summary>
    public bool CompactKeys()
    {
        if (_panes.Count > 0 || Keys.Count < 4096)
        {
            return false;
        }

        Keys.Compact([]);
        return true;
    }
}
