using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.State;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>
/// Fires windows when the watermark reaches their end: merges the lanes' shares, pushes one row a group downstream, and settles the
/// records of panes that no window needs any more. Runs on the coordinator, between rounds.
/// </summary>
/// <param name="isOrdered">Whether the rows of a window leave in the order of their keys' bytes, for an operator above that takes them in turn.</param>
internal sealed class WindowFiring(
    WindowAggregateNode node,
    WindowAssigner windows,
    IReadOnlyList<WindowState> states,
    LaneOutputs outputs,
    Operator next,
    int inputs,
    bool isOrdered)
{
    private readonly Batch _batch = new(node.Schema);
    private readonly RowOrigins _origins = new();
    private readonly List<Contribution> _contributions = [];
    private readonly Cause _overflow = new(Fate.Rejected, node.Span.File, node.Span.Line, "a sum does not fit its type");

    /// <summary>Records by input whose windows have all fired with a result that is not committed yet.</summary>
    public long[] Emitted { get; } = new long[inputs];

    /// <summary>Records by fate and input that windows dropped since last asked: HAVING, or a result that failed.</summary>
    public long[][] Dropped { get; } = [.. Enumerable.Range(0, inputs).Select(_ => new long[6])];

    /// <summary>The watermark up to which windows have fired, in microseconds.</summary>
    public long FiredThrough { get; set; } = long.MinValue;

    /// <summary>Fires every window that ends at or before the watermark, in order of their ends.</summary>
    public void Advance(long watermark)
    {
        if (watermark <= FiredThrough)
        {
            return;
        }

        foreach (var end in DueEnds(watermark))
        {
            Fire(end);
        }

        FiredThrough = watermark;
        Retire(watermark);
    }

    private SortedSet<long> DueEnds(long watermark)
    {
        var ends = new SortedSet<long>();
        foreach (var state in states)
        {
            foreach (var key in state.Panes.Keys)
            {
                var last = windows.LastEnd(key.Start);
                for (var end = key.FirstEnd; end <= last && end <= watermark; end += windows.Slide)
                {
                    if (end > FiredThrough)
                    {
                        ends.Add(end);
                    }
                }
            }
        }

        return ends;
    }

    private void Fire(long end)
    {
        var start = windows.WindowStart(end);
        var merged = new WindowState(node, inputs);
        if (isOrdered)
        {
            NumberKeys(start, end, merged);
        }

        var into = merged.Pane(new(start, end));
        _contributions.Clear();
        foreach (var state in states)
        {
            foreach (var pane in state.PanesOf(start, end))
            {
                for (var group = 0; group < pane.Capacity; group++)
                {
                    if (pane.Contains(group))
                    {
                        var target = merged.Keys.GetOrAdd(state.Keys[group]);
                        into.EnsureGroups(target + 1);
                        for (var i = 0; i < pane.Aggregates.Length; i++)
                        {
                            into.Aggregates[i].Merge(pane.Aggregates[i], group, target);
                        }

                        _contributions.Add(new(pane, group, target));
                    }
                }
            }
        }

        Emit(start, end, merged, into);
    }

    /// <summary>Gives the window's groups their numbers in order of their keys, which does not depend on how lanes have met them.</summary>
    private void NumberKeys(long start, long end, WindowState merged)
    {
        var keys = new List<ReadOnlyMemory<byte>>();
        foreach (var state in states)
        {
            foreach (var pane in state.PanesOf(start, end))
            {
                for (var group = 0; group < pane.Capacity; group++)
                {
                    if (pane.Contains(group))
                    {
                        keys.Add(state.Keys[group].ToArray());
                    }
                }
            }
        }

        keys.Sort((a, b) => a.Span.SequenceCompareTo(b.Span));
        foreach (var key in keys)
        {
            merged.Keys.GetOrAdd(key.Span);
        }
    }

    private void Emit(long start, long end, WindowState merged, Pane pane)
    {
        var count = merged.Keys.Count;
        _batch.Clear();
        _batch.EnsureCapacity(count);
        _batch.Count = count;
        _origins.Reset(count);
        _origins.Input = -1;
        var selection = new int[count];
        var emitted = 0;
        for (var group = 0; group < count; group++)
        {
            _batch.Values<long>(0).Set(group, start);
            _batch.Values<long>(1).Set(group, end);
            _batch.Values<long>(2).Set(group, end - 1000);
            var key = new StateReader(merged.Keys[group]);
            for (var i = 0; i < node.Keys.Count; i++)
            {
                ColumnState.LoadValue(_batch.Columns[3 + i], group, ref key);
            }

            var fits = true;
            for (var i = 0; i < node.Aggregates.Count; i++)
            {
                var column = _batch.Columns[3 + node.Keys.Count + i];
                if (!pane.Aggregates[i].Emit(group, column, group))
                {
                    fits = false;
                    column.SetNull(group);
                }
            }

            if (fits)
            {
                selection[emitted++] = group;
            }
            else
            {
                outputs.Reject(_batch, group, _origins, group, _overflow);
            }
        }

        if (emitted > 0)
        {
            next.Process(new(_batch) { Selection = selection, Count = emitted, Origins = _origins });
        }

        foreach (var (from, group, target) in _contributions)
        {
            var outcome = _origins.IsKept(target) ? WindowOutcome.Emitted
                : _origins.FateOf(target) switch
                {
                    Fate.Rejected => WindowOutcome.Rejected,
                    Fate.Duplicate => WindowOutcome.Duplicate,
                    _ => WindowOutcome.Filtered,
                };
            if (outcome > from.Outcomes[group])
            {
                from.Outcomes[group] = outcome;
                from.MarkDirty(group);
            }
        }
    }

    private void Retire(long watermark)
    {
        foreach (var state in states)
        {
            foreach (var key in state.Panes.Keys.Where(key => windows.LastEnd(key.Start) <= watermark).ToList())
            {
                Settle(state, state.Panes[key]);
                state.Remove(key);
            }

            state.CompactKeys();
        }
    }

    private void Settle(WindowState state, Pane pane)
    {
        for (var input = 0; input < inputs && pane.Records.Length > 0; input++)
        {
            for (var group = 0; group < pane.Capacity; group++)
            {
                var records = pane.Records[input][group];
                if (records == 0)
                {
                    continue;
                }

                state.InFlight[input] -= records;
                switch (pane.Outcomes[group])
                {
                    case WindowOutcome.Emitted:
                        Emitted[input] += records;
                        break;
                    case WindowOutcome.Rejected:
                        Dropped[input][(int)Fate.Rejected] += records;
                        break;
                    case WindowOutcome.Duplicate:
                        Dropped[input][(int)Fate.Duplicate] += records;
                        break;
                    default:
                        Dropped[input][(int)Fate.Filtered] += records;
                        break;
                }
            }
        }
    }

    private readonly record struct Contribution(Pane Pane, int Group, int Target);
}
