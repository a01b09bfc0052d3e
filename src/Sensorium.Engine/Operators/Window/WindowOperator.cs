using System.Runtime.InteropServices;
using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Operators.Aggregates;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Window;

/// <summary>
/// Fires windows when the watermark reaches their end: merges the lanes' shares, pushes one row a group downstream, and settles the
/// records of panes that no window needs any more. Takes rows too where some come from an operator of the merge stage.
/// </summary>
internal sealed class WindowOperator : Operator
{
    /// <summary>A window's rows have its last millisecond as event time.</summary>
    private const long LastMillisecond = 1000;

    private readonly WindowAggregateNode _node;
    private readonly WindowAssigner _windows;
    private readonly List<WindowState> _states;
    private readonly WindowSections[] _sections;
    private readonly WindowCollector? _collector;
    private readonly LaneOutputs _outputs;
    private readonly RecordAccount _account;
    private readonly OperatorInput _next;
    private readonly bool _isOrdered;
    private readonly long _firstOffset;
    private readonly string _section;
    private readonly Batch _batch;
    private readonly RowOrigins _origins = new() { Input = -1 };
    private readonly RowLineage _lineage;
    private readonly Cause _overflow;
    private readonly List<(WindowState State, Pane Pane)> _due = [];
    private readonly List<(GroupKeys Keys, int Group)> _rows = [];
    private readonly List<(Pane Pane, int Slot)> _links = [];
    private readonly List<CheckpointChange> _superseded = [];
    private readonly Action<int> _markChanged;
    private long _firedThrough = long.MinValue;
    private long _savedThrough = long.MinValue;
    private int[] _selection = [];

    /// <param name="number">Of the window among those of its plan: rows of two that have the same time come in that order.</param>
    /// <param name="isOrdered">Whether the rows of a window leave in the order of their keys' bytes, for operators above that ask for an order.</param>
    /// <param name="lanes">The lanes' shares.</param>
    /// <param name="takesRows">Whether rows come from the merge stage too.</param>
    public WindowOperator(
        WindowAggregateNode node,
        string section,
        int number,
        bool isOrdered,
        IEnumerable<WindowCollector> lanes,
        bool takesRows,
        OperatorContext context,
        OperatorInput next)
    {
        (_node, _section, _isOrdered, _next) = (node, section, isOrdered, next);
        (_outputs, _account) = (context.Outputs, context.Records);
        _firstOffset = (long)number << 40;
        _windows = new(node.Window);
        _states = [.. lanes.Select(lane => lane.State)];
        if (takesRows)
        {
            _collector = new(node, context, checksLateness: false);
            _states.Add(_collector.State);
        }

        _sections = [.. _states.Select((_, share) => new WindowSections($"{section}/pane/", share))];
        _batch = new(node.Schema);
        _lineage = new(_account.Inputs);
        _overflow = new(Fate.Rejected, node.Span.File, node.Span.Line, "a sum does not fit its type");
        _markChanged = link => _links[link].Pane.MarkDirty(_links[link].Slot);
    }

    public override long Size => _states.Sum(state => state.Size);

    public override void Process(int input, RowSet rows) => _collector!.Process(input, rows);

    /// <summary>Fires every window that ends at or before the watermark, in order of their ends.</summary>
    public override long OnWatermark(long watermark)
    {
        if (watermark > _firedThrough)
        {
            foreach (var end in DueEnds(watermark))
            {
                Fire(end);
            }

            _firedThrough = watermark;
            Retire(watermark);
        }

        return watermark is long.MinValue or long.MaxValue ? watermark : _windows.NextEnd(watermark) - LastMillisecond;
    }

    public override void Save(List<CheckpointChange> changes)
    {
        changes.AddRange(_superseded);
        _superseded.Clear();
        for (var share = 0; share < _states.Count; share++)
        {
            _sections[share].Save(_states[share], changes);
        }

        if (_savedThrough != _firedThrough)
        {
            _savedThrough = _firedThrough;
            var writer = new StateWriter();
            writer.Long(_firedThrough);
            changes.Add(new($"{_section}/fired", writer.Written.ToArray()));
        }
    }

    public override void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        WindowSections.Load($"{_section}/pane/", sections, _states[^1], _account, _superseded);
        if (sections.TryGetValue($"{_section}/fired", out var fired))
        {
            _firedThrough = _savedThrough = new StateReader(fired).Long();
        }
    }

    private SortedSet<long> DueEnds(long watermark)
    {
        var ends = new SortedSet<long>();
        foreach (var state in _states)
        {
            foreach (var key in state.Panes.Keys)
            {
                var last = Math.Min(_windows.LastEnd(key.Start), watermark);
                var end = key.FirstEnd > _firedThrough
                    ? key.FirstEnd
                    : key.FirstEnd + ((((_firedThrough - key.FirstEnd) / _windows.Slide) + 1) * _windows.Slide);
                for (; end <= last; end += _windows.Slide)
                {
                    ends.Add(end);
                }
            }
        }

        return ends;
    }

    private void Fire(long end)
    {
        var start = _windows.WindowStart(end);
        _due.Clear();
        foreach (var state in _states)
        {
            foreach (var pane in state.PanesOf(start, end))
            {
                _due.Add((state, pane));
            }
        }

        _rows.Clear();
        _links.Clear();
        if (_due is [(var only, var whole)] && !_isOrdered)
        {
            // Nothing to merge: the pane's groups are the window's.
            for (var slot = 0; slot < whole.Count; slot++)
            {
                _rows.Add((only.Keys, whole.GroupOf(slot)));
                _links.Add((whole, slot));
            }

            _lineage.Reset(_rows.Count);
            for (var slot = 0; slot < whole.Count; slot++)
            {
                _lineage.Add(slot, whole.Records, slot);
            }

            Emit(start, end, whole.Aggregates);
            return;
        }

        Merge(start, end);
    }

    private void Merge(long start, long end)
    {
        var numbers = new TextDictionary();
        if (_isOrdered)
        {
            NumberKeys(numbers);
        }

        var targets = new List<int>();
        foreach (var (state, pane) in _due)
        {
            for (var slot = 0; slot < pane.Count; slot++)
            {
                var row = numbers.GetOrAdd(state.Keys[pane.GroupOf(slot)]);
                if (row >= _rows.Count)
                {
                    CollectionsMarshal.SetCount(_rows, row + 1);
                }

                _rows[row] = (state.Keys, pane.GroupOf(slot));
                _links.Add((pane, slot));
                targets.Add(row);
            }
        }

        var aggregates = _states[0].NewAggregates(_rows.Count);
        _lineage.Reset(_rows.Count);
        for (var link = 0; link < _links.Count; link++)
        {
            var (pane, slot) = _links[link];
            for (var i = 0; i < aggregates.Length; i++)
            {
                aggregates[i].Merge(pane.Aggregates[i], slot, targets[link]);
            }

            _lineage.Add(targets[link], pane.Records, slot);
        }

        Emit(start, end, aggregates);
    }

    /// <summary>Numbers the due groups in order of their keys, which does not depend on how lanes have met them.</summary>
    private void NumberKeys(TextDictionary numbers)
    {
        var keys = new List<ReadOnlyMemory<byte>>();
        foreach (var (state, pane) in _due)
        {
            for (var slot = 0; slot < pane.Count; slot++)
            {
                keys.Add(state.Keys[pane.GroupOf(slot)].ToArray());
            }
        }

        keys.Sort((a, b) => a.Span.SequenceCompareTo(b.Span));
        foreach (var key in keys)
        {
            numbers.GetOrAdd(key.Span);
        }
    }

    private void Emit(long start, long end, GroupAccumulator[] aggregates)
    {
        var count = _rows.Count;
        _batch.Clear();
        _batch.EnsureCapacity(count);
        _batch.Count = count;
        ResetOrigins(count, end);
        var emitted = 0;
        for (var row = 0; row < count; row++)
        {
            _batch.Values<long>(0).Set(row, start);
            _batch.Values<long>(1).Set(row, end);
            _batch.Values<long>(2).Set(row, end - LastMillisecond);
            var key = new StateReader(_rows[row].Keys[_rows[row].Group]);
            for (var i = 0; i < _node.Keys.Count; i++)
            {
                ColumnState.LoadValue(_batch.Columns[3 + i], row, ref key);
            }

            var fits = true;
            for (var i = 0; i < aggregates.Length; i++)
            {
                var column = _batch.Columns[3 + _node.Keys.Count + i];
                if (!aggregates[i].Emit(row, column, row))
                {
                    fits = false;
                    column.SetNull(row);
                }
            }

            if (fits)
            {
                _selection[emitted++] = row;
            }
            else
            {
                _outputs.Reject(_batch, row, _origins, row, _overflow);
            }
        }

        if (emitted > 0)
        {
            _next.Process(new(_batch) { Selection = _selection, Count = emitted, Origins = _origins });
        }

        _lineage.Report(_origins, _account, _markChanged);
    }

    private void ResetOrigins(int count, long end)
    {
        _origins.Reset(count);
        _lineage.Describe(_origins);
        if (_selection.Length < count)
        {
            var size = Math.Max(count, _selection.Length * 2);
            (_selection, _origins.EventTimes, _origins.Partitions, _origins.Offsets) =
                (new int[size], new long[size], new int[size], new long[size]);
            for (var row = 0; row < size; row++)
            {
                _origins.Offsets[row] = _firstOffset + row;
            }
        }

        _origins.EventTimes.AsSpan(0, count).Fill(end - LastMillisecond);
    }

    private void Retire(long watermark)
    {
        foreach (var state in _states)
        {
            foreach (var key in state.Panes.Keys.Where(key => _windows.LastEnd(key.Start) <= watermark).ToList())
            {
                var pane = state.Panes[key];
                for (var slot = 0; slot < pane.Count; slot++)
                {
                    pane.Records.Settle(slot, _account);
                }

                state.Remove(key);
            }

            state.CompactKeys();
        }
    }
}
