using Sensorium.Core;
using Sensorium.Engine.State;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>One lane's share of the open windows: its group numbers and its panes. The shares merge when a window fires.</summary>
internal sealed class WindowState(WindowAggregateNode node, int inputs)
{
    private readonly SortedDictionary<PaneKey, Pane> _panes = [];
    private readonly SortedSet<PaneKey> _paneKeys = [];
    private int _keysInUse;

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
            _panes[key] = pane = NewPane(key);
            _paneKeys.Add(key);
        }

        return pane;
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

    /// <summary>An empty pane that is not part of the state.</summary>
    public Pane NewPane(PaneKey key) => new(key, GroupAccumulators.Create(node.Aggregates), inputs);

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
            for (var group = 0; group < Math.Min(pane.Capacity, used.Length); group++)
            {
                used[group] |= pane.Contains(group);
            }
        }

        var renumbered = Keys.Compact(used);
        _keysInUse = Keys.Count;
        foreach (var key in _panes.Keys.ToList())
        {
            _panes[key] = Renumber(_panes[key], renumbered);
        }
    }

    private Pane Renumber(Pane pane, int[] renumbered)
    {
        var compact = NewPane(pane.Key);
        for (var group = 0; group < Math.Min(pane.Capacity, renumbered.Length); group++)
        {
            if (!pane.Contains(group))
            {
                continue;
            }

            var to = renumbered[group];
            compact.EnsureGroups(to + 1);
            for (var input = 0; input < inputs; input++)
            {
                compact.Rows[input][to] = pane.Rows[input][group];
                compact.Records[input][to] = pane.Records[input][group];
            }

            compact.Outcomes[to] = pane.Outcomes[group];
            for (var i = 0; i < pane.Aggregates.Length; i++)
            {
                compact.Aggregates[i].Merge(pane.Aggregates[i], group, to);
            }

        }

        // A checkpoint may hold the groups under their old numbers in any section.
        Array.Fill(compact.Dirty, ulong.MaxValue);
        return compact;
    }
}
