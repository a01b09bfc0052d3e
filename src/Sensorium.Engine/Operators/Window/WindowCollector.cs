using Sensorium.Core;
using Sensorium.Engine.Operators.Aggregates;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Window;

/// <summary>
/// Takes rows into panes, a lane's or the merge stage's. On a lane it also tells which rows are late, by the watermark of the row's own
/// partition before it: that depends on the streams alone.
/// </summary>
internal sealed class WindowCollector : Operator
{
    private readonly WindowAggregateNode _node;
    private readonly WindowAssigner _windows;
    private readonly LaneOutputs _outputs;
    private readonly RecordAccount _account;
    private readonly bool _checksLateness;
    private readonly FaultedRows _faults = new();
    private readonly ExpressionColumns _keys;
    private readonly ExpressionColumns _arguments;
    private readonly int[] _argumentOf;
    private readonly ExpressionColumns _filters;
    private readonly int[] _filterOf;
    private readonly List<PaneKey> _paneKeys = [];
    private readonly List<int> _paneCounts = [];
    private int[] _paneOf = [];
    private int[] _selection = [];
    private int[] _groups = [];
    private int[] _originRows = [];
    private int[] _subset = [];
    private int[] _subsetGroups = [];
    private int[] _subsetOrigins = [];

    public WindowCollector(WindowAggregateNode node, OperatorContext context, bool checksLateness)
    {
        _node = node;
        _windows = new(node.Window);
        (_outputs, _account, _checksLateness) = (context.Outputs, context.Records, checksLateness);
        State = new(node, _account.Inputs);
        _keys = new(node.Keys);
        var arguments = new List<BoundExpression>();
        var filters = new List<BoundExpression>();
        _argumentOf = [.. node.Aggregates.Select(call => IndexIn(arguments, call.Argument))];
        _filterOf = [.. node.Aggregates.Select(call => IndexIn(filters, call.Filter))];
        _arguments = new(arguments);
        _filters = new(filters);
    }

    public WindowState State { get; }

    public override void Process(int input, RowSet rows)
    {
        Reserve(rows.Count);
        var kept = AssignPanes(rows);
        if (kept == 0)
        {
            return;
        }

        if (_paneKeys.Count == 1)
        {
            Collect(rows, _paneKeys[0], kept == rows.Count ? rows.Selection : _selection, kept);
            return;
        }

        // Rows of one pane together, in their order.
        var sorted = new int[kept];
        var starts = new int[_paneKeys.Count];
        for (var pane = 1; pane < starts.Length; pane++)
        {
            starts[pane] = starts[pane - 1] + _paneCounts[pane - 1];
        }

        for (var i = 0; i < kept; i++)
        {
            sorted[starts[_paneOf[i]]++] = _selection[i];
        }

        var from = 0;
        for (var pane = 0; pane < _paneKeys.Count; pane++)
        {
            sorted.AsSpan(from, _paneCounts[pane]).CopyTo(_selection);
            Collect(rows, _paneKeys[pane], _selection, _paneCounts[pane]);
            from += _paneCounts[pane];
        }
    }

    /// <summary>Fills selection and pane of the rows that are not late.</summary>
    private int AssignPanes(RowSet rows)
    {
        var times = rows.Batch.Values<long>(_node.TimeColumn).Values;
        var origins = rows.Origins!;
        _paneKeys.Clear();
        _paneCounts.Clear();
        var (start, firstEnd, lastEnd, slot) = (long.MaxValue, long.MinValue, long.MinValue, -1);
        var kept = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            var time = times[row];
            if (time < start || time >= firstEnd)
            {
                start = _windows.PaneStart(time);
                firstEnd = _windows.FirstEnd(start);
                lastEnd = _windows.LastEnd(start);
                slot = Slot(new(start, firstEnd));
            }

            var own = slot;
            if (_checksLateness && origins.Watermarks[rows.Origin(row)] is var watermark && firstEnd <= watermark)
            {
                if (lastEnd <= watermark)
                {
                    _outputs.DropLate(origins, rows.Origin(row));
                    continue;
                }

                _outputs.Notes[origins.InputOf(rows.Origin(row))].PartlyLate++;
                own = Slot(new(start, firstEnd + ((((watermark - firstEnd) / _windows.Slide) + 1) * _windows.Slide)));
            }

            _selection[kept] = row;
            _paneOf[kept++] = own;
            _paneCounts[own]++;
        }

        DropEmptySlots(kept);
        return kept;
    }

    private int Slot(PaneKey key)
    {
        var slot = _paneKeys.IndexOf(key);
        if (slot < 0)
        {
            slot = _paneKeys.Count;
            _paneKeys.Add(key);
            _paneCounts.Add(0);
        }

        return slot;
    }

    private void DropEmptySlots(int kept)
    {
        for (var slot = _paneKeys.Count - 1; slot >= 0; slot--)
        {
            if (_paneCounts[slot] != 0)
            {
                continue;
            }

            _paneKeys.RemoveAt(slot);
            _paneCounts.RemoveAt(slot);
            for (var i = 0; i < kept; i++)
            {
                _paneOf[i] -= _paneOf[i] > slot ? 1 : 0;
            }
        }
    }

    private void Collect(RowSet rows, PaneKey key, int[]? selection, int count)
    {
        var origins = rows.Origins!;
        _faults.Clear();
        _keys.Evaluate(rows.Batch, selection, count, _faults.Faults);
        _arguments.Evaluate(rows.Batch, selection, count, _faults.Faults);
        _filters.Evaluate(rows.Batch, selection, count, _faults.Faults);
        if (_faults.Any)
        {
            _faults.Reject(rows, _outputs);
            var left = _faults.Faults.Keep(selection, count, _selection);
            if (left > 0)
            {
                Collect(rows, key, _selection, left);
            }

            return;
        }

        var pane = State.Pane(key);
        State.Keys.Assign(_keys.Columns, count, _groups);
        pane.AssignSlots(_groups.AsSpan(0, count));
        var (slots, originRows) = (_groups, _originRows);
        for (var i = 0; i < count; i++)
        {
            originRows[i] = rows.Origin(selection is null ? i : selection[i]);
            pane.MarkDirty(slots[i]);
        }

        Hold(pane.Records, origins, count);
        for (var i = 0; i < pane.Aggregates.Length; i++)
        {
            var argument = _argumentOf[i] < 0 ? null : _arguments.Columns[_argumentOf[i]];
            if (_filterOf[i] < 0)
            {
                pane.Aggregates[i].Add(argument, slots.AsSpan(0, count), new(origins, originRows.AsSpan(0, count), rows.Branch));
            }
            else
            {
                AddFiltered(pane.Aggregates[i], argument, (Column<byte>)_filters.Columns[_filterOf[i]], count, rows);
            }
        }
    }

    /// <summary>Counts the records of rows that are accounted here.</summary>
    private void Hold(HeldRecords records, RowOrigins origins, int count)
    {
        var (slots, originRows) = (_groups, _originRows);
        if (origins.RecordCounts is null && origins.Inputs is null)
        {
            var (bySlot, held) = (records.Of(origins.Input), 0L);
            for (var i = 0; i < count; i++)
            {
                if (origins.Hold(originRows[i]))
                {
                    bySlot[slots[i]]++;
                    held++;
                }
            }

            _account.InFlight[origins.Input] += held;
            return;
        }

        for (var i = 0; i < count; i++)
        {
            if (origins.Hold(originRows[i]))
            {
                records.Add(slots[i], origins, originRows[i], _account);
            }
        }
    }

    private void AddFiltered(GroupAccumulator aggregate, Column? argument, Column<byte> filter, int count, RowSet rows)
    {
        var taken = 0;
        for (var i = 0; i < count; i++)
        {
            if (filter.IsValid(i) && filter.Values[i] != 0)
            {
                _subset[taken] = i;
                _subsetGroups[taken] = _groups[i];
                _subsetOrigins[taken++] = _originRows[i];
            }
        }

        var gathered = argument is null ? null : ColumnGather.Gather(argument, _subset, taken, Column.Create(argument.Type));
        aggregate.Add(gathered, _subsetGroups.AsSpan(0, taken), new(rows.Origins!, _subsetOrigins.AsSpan(0, taken), rows.Branch));
    }

    private void Reserve(int rows)
    {
        if (_selection.Length >= rows)
        {
            return;
        }

        var size = Math.Max(rows, 1024);
        (_selection, _paneOf, _groups, _originRows) = (new int[size], new int[size], new int[size], new int[size]);
        (_subset, _subsetGroups, _subsetOrigins) = (new int[size], new int[size], new int[size]);
    }

    private static int IndexIn(List<BoundExpression> expressions, BoundExpression? expression)
    {
        if (expression is null)
        {
            return -1;
        }

        expressions.Add(expression);
        return expressions.Count - 1;
    }
}
