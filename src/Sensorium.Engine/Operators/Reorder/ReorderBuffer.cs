using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Reorder;

/// <summary>
/// Puts rows in an order that depends on the streams alone and pushes them on. Where a key fixes the partition, each partition's rows go on
/// at once, in their own order; else a row waits until the watermark has passed it, and rows go on by (event time, partition, position).
/// Runs in the merge stage.
/// </summary>
internal sealed class ReorderBuffer : Operator
{
    private const int RowsABatch = 4096;

    private readonly bool _isAtOnce;
    private readonly OperatorInput _next;
    private readonly StateSections _sections;
    private readonly PriorityQueue<int, ReorderKey> _queue = new();
    private readonly RowOrigins _origins = new();
    private readonly Func<ReorderRows> _newRows;
    private readonly ReorderInput[] _lanes;
    private readonly RecordAccount _account;
    private readonly bool[] _defined;
    private readonly Batch _own;
    private readonly Batch _batch;
    private readonly int[] _picked = new int[RowsABatch];
    private readonly (long[] EventTimes, int[] Partitions, long[] Offsets, int[] Inputs) _stamps =
        (new long[RowsABatch], new int[RowsABatch], new long[RowsABatch], new int[RowsABatch]);
    private ReorderRows _held;
    private int[] _selected = [];
    private long[][]? _counts;

    /// <param name="newRows">Makes an empty set of rows.</param>
    /// <param name="isAtOnce">Whether keys fix the partition, and no rows come but the lanes'.</param>
    public ReorderBuffer(
        string section, Func<ReorderRows> newRows, ReorderInput[] lanes, bool isAtOnce, OperatorContext context, OperatorInput next)
    {
        (_newRows, _lanes, _isAtOnce, _account, _next) = (newRows, lanes, isAtOnce, context.Records, next);
        _sections = new(section);
        _held = newRows();
        _defined = _held.Defined;
        (_own, _batch) = (new(_held.Rows.Schema), new(_held.Rows.Schema));
    }

    /// <summary>In bytes.</summary>
    public override long Size => _held.Size + (_queue.Count * 48L);

    /// <summary>Takes rows that come from an operator of the merge stage.</summary>
    public override void Process(int input, RowSet rows)
    {
        var first = _held.Count;
        Reserve(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            _selected[i] = rows.Row(i);
        }

        _held.AppendHeld(rows, _selected.AsSpan(0, rows.Count));
        EnqueueFrom(first);
    }

    /// <summary>Takes the rows that the lanes have collected, and pushes on what need not wait any longer.</summary>
    public override long OnWatermark(long watermark)
    {
        foreach (var lane in _lanes)
        {
            var first = _held.Count;
            Reserve(lane.Rows.Count);
            for (var row = 0; row < lane.Rows.Count; row++)
            {
                _selected[row] = row;
            }

            _held.Append(lane.Rows, _selected.AsSpan(0, lane.Rows.Count));
            lane.Rows.Clear();
            EnqueueFrom(first);
        }

        Release(watermark);
        return watermark;
    }

    /// <summary>Adds what has changed since the last call.</summary>
    public override void Save(List<CheckpointChange> changes) => _sections.Save(changes, _held.Count, Write);

    public override void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        foreach (var section in _sections.Load(sections))
        {
            var reader = new StateReader(section);
            while (!reader.AtEnd)
            {
                _held.Load(ref reader);
                Enqueue(_held.Count - 1);
            }
        }
    }

    private void Release(long watermark)
    {
        var picked = 0;
        while (_queue.TryPeek(out var row, out var stamp) && (_isAtOnce || stamp.EventTime < watermark))
        {
            _queue.Dequeue();
            _held.Gone[row] = true;
            _sections.Mark(row);
            _picked[picked++] = row;
            if (picked == RowsABatch)
            {
                Push(picked);
                picked = 0;
            }
        }

        if (picked > 0)
        {
            Push(picked);
        }

        Compact();
    }

    private void EnqueueFrom(int first)
    {
        for (var row = first; row < _held.Count; row++)
        {
            Enqueue(row);
        }
    }

    private void Enqueue(int row)
    {
        var stamp = _held.Stamp(row);
        _queue.Enqueue(row, _isAtOnce ? stamp with { EventTime = 0 } : stamp);
        _sections.Mark(row);
        for (var input = 0; input < _account.Inputs; input++)
        {
            _account.InFlight[input] += _held.RecordsOf(row, input);
        }
    }

    private void Push(int count)
    {
        for (var column = 0; column < _defined.Length; column++)
        {
            if (_defined[column])
            {
                _batch.Columns[column] = ColumnGather.Gather(_held.Rows.Columns[column], _picked, count, _own.Columns[column]);
            }
        }

        _batch.Count = count;
        _origins.Reset(count);
        (_origins.EventTimes, _origins.Partitions, _origins.Offsets, _origins.Inputs) =
            (_stamps.EventTimes, _stamps.Partitions, _stamps.Offsets, _stamps.Inputs);
        _origins.Input = _held.Inputs[_picked[0]];
        var counts = _held.HasMadeRows ? _counts ??= NewCounts() : null;
        _origins.RecordCounts = counts;
        for (var i = 0; i < count; i++)
        {
            var row = _picked[i];
            (_stamps.EventTimes[i], _stamps.Partitions[i], _stamps.Offsets[i], _stamps.Inputs[i]) =
                (_held.EventTimes[row], _held.Partitions[row], _held.Offsets[row], _held.Inputs[row]);
            for (var input = 0; input < _account.Inputs; input++)
            {
                var records = _held.RecordsOf(row, input);
                _account.InFlight[input] -= records;
                if (counts is not null)
                {
                    counts[input][i] = records;
                }
            }

            if (!_held.Accounted[row])
            {
                // Its records are accounted elsewhere, so whatever becomes of the row counts for nothing.
                _origins.Keep(i);
            }
        }

        if (_account.Inputs == 1 && counts is null)
        {
            _origins.Inputs = null;
        }

        _next.Process(new(_batch) { Count = count, Origins = _origins });
        Account(count, counts);
    }

    /// <summary>Counts what became of the records of the rows pushed. Where each row is one record, the output has counted those it keeps.</summary>
    private void Account(int count, long[][]? counts)
    {
        for (var i = 0; i < count; i++)
        {
            if (counts is null)
            {
                if (!_origins.IsAccounted(i))
                {
                    _account.Drop(_stamps.Inputs[i], _origins.FateOf(i), 1);
                }

                continue;
            }

            if (_origins.IsHeld(i))
            {
                continue;
            }

            for (var input = 0; input < counts.Length; input++)
            {
                if (_origins.IsKept(i))
                {
                    _account.Pending[input] += counts[input][i];
                }
                else
                {
                    _account.Drop(input, _origins.FateOf(i), counts[input][i]);
                }
            }
        }
    }

    private long[][] NewCounts()
    {
        var counts = new long[_account.Inputs][];
        for (var input = 0; input < counts.Length; input++)
        {
            counts[input] = new long[RowsABatch];
        }

        return counts;
    }

    private void Reserve(int rows)
    {
        if (_selected.Length < rows)
        {
            _selected = new int[Math.Max(rows, _selected.Length * 2)];
        }
    }

    /// <summary>Gives up the rows that have left, when they are most of those held.</summary>
    private void Compact()
    {
        if (_queue.Count == 0)
        {
            if (_held.Count > 0)
            {
                _held.Clear();
                _sections.MarkAll(0);
            }

            return;
        }

        if (_held.Count < Math.Max(RowsABatch, _queue.Count * 2))
        {
            return;
        }

        var waiting = new int[_queue.Count];
        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i] = _queue.Dequeue();
        }

        // Their order among themselves is part of a stamp.
        Array.Sort(waiting);
        var held = _newRows();
        held.Append(_held, waiting);
        for (var row = 0; row < held.Count; row++)
        {
            _queue.Enqueue(row, held.Stamp(row));
        }

        _held = held;
        _sections.MarkAll(held.Count);
    }

    private bool Write(int first, int end, StateWriter writer)
    {
        for (var row = first; row < end; row++)
        {
            if (!_held.Gone[row])
            {
                _held.Save(row, writer);
            }
        }

        return writer.Length > 0;
    }
}
