using Sensorium.Engine.Operators.Aggregates;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Window;

/// <summary>One share of the open windows, a lane's or the merge stage's: its group numbers and its panes. The shares merge when a window fires.</summary>
internal sealed class WindowState(WindowAggregateNode node, int inputs)
{
    private readonly SortedDictionary<PaneKey, Pane> _panes = [];
    private readonly SortedSet<PaneKey> _paneKeys = [];
    private int _keysInUse;

    public GroupKeys Keys { get; } = new();

    public IReadOnlyDictionary<PaneKey, Pane> Panes => _panes;

    /// <summary>In bytes.</summary>
    public long Size => Keys.Size + _panes.Values.Sum(pane => pane.Size);

    public Pane Pane(PaneKey key)
    {
        if (!_panes.TryGetValue(key, out var pane))
        {
            _panes[key] = pane = new(key, NewAggregates(0), inputs);
            _paneKeys.Add(key);
        }

        return pane;
    }

    /// <summary>The aggregates of so many groups, all empty.</summary>
    public GroupAccumulator[] NewAggregates(int groups)
    {
        var aggregates = GroupAccumulators.Create(node.Aggregates);
        foreach (var aggregate in aggregates)
        {
            aggregate.EnsureGroups(groups);
        }

        return aggregates;
    }

    /// <summary>
    /// The panes of one window, found without a look at all others: a block of a file may open panes by the thousand before the first
    /// window fires.
    /// </summary>
    public IEnumerable<Pane> PanesOf(long windowStart, long windowEnd)
    {
        foreach (var key in _paneKeys.GetViewBetween(new(windowStart, long.MinValue), new(windowEnd - 1, windowEnd)))
        {
            if (key.FirstEnd <= windowEnd)
            {
                yield return _panes[key];
            }
        }
    }

    public void Remove(PaneKey key)
    {
        _panes.Remove(key);
        _paneKeys.Remove(key);
    }

    /// <summary>Forgets the groups that no open pane uses, once there may be more of them than of the others.</summary>
    public void CompactKeys()
    {
        if (Keys.Count < Math.Max(4096, _keysInUse * 2))
        {
            return;
        }

        var used = new bool[Keys.Count];
        foreach (var pane in _panes.Values)
        {
            for (var slot = 0; slot < pane.Count; slot++)
            {
                used[pane.GroupOf(slot)] = true;
            }
        }

        var renumbered = Keys.Compact(used);
        _keysInUse = Keys.Count;
        foreach (var pane in _panes.Values)
        {
            pane.Renumber(renumbered);
        }
    }
}
