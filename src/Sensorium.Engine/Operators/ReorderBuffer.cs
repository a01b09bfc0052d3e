using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.State;

namespace Sensorium.Engine.Operators;

/// <summary>
/// Puts the lanes' rows in an order that depends on the logs alone and pushes them on. Where a key fixes the partition, each partition's
/// rows go on at once, in log order; else a row waits until the watermark has passed it, and they go on by (event time, partition,
/// position). Runs on the coordinator, between rounds.
/// </summary>
internal sealed class ReorderBuffer
{
    private const int RowsABatch = 4096;

    private readonly bool _isAtOnce;
    private readonly Operator _next;
    private readonly StateSections _sections;
    private readonly PriorityQueue<int, ReorderKey> _queue = new();
    private readonly RowOrigins _origins = new();
    private readonly Schema _schema;
    private readonly bool[] _defined;
    private readonly Batch _own;
    private readonly Batch _batch;
    private readonly int[] _picked = new int[RowsABatch];
    private readonly (long[] EventTimes, int[] Partitions, long[] Offsets, int[] Inputs) _stamps =
        (new long[RowsABatch], new int[RowsABatch], new long[RowsABatch], new int[RowsABatch]);
    private ReorderRows _held;
    private int[] _all = [];

    /// <param name="isAtOnce">Whether keys fix the partition.</param>
    /// <param name="defined">Columns of the rows that have content.</param>
    public ReorderBuffer(string section, Schema schema, bool[] defined, bool isAtOnce, Operator next, int inputs)
    {
        (_schema, _defined, _isAtOnce, _next) = (schema, defined, isAtOnce, next);
        _sections = new(section);
        (_own, _batch) = (new(schema), new(schema));
        _held = new(schema, defined);
        InFlight = new long[inputs];
        Dropped = [.. Enumerable.Range(0, inputs).Select(_ => new long[6])];
    }

    /// <summary>Records by input that wait.</summary>
    public long[] InFlight { get; }

    /// <summary>Records by input and fate that were dropped since last asked.</summary>
    public long[][] Dropped { get; }

    /// <summary>In bytes.</summary>
    public long Size => _held.Size + (_queue.Count * 48L);

    /// <summary>Takes the rows that a lane has collected.</summary>
    public void Take(ReorderRows rows)
    {
        var first = _held.Count;
        if (_all.Length < rows.Count)
        {
            _all = [.. Enumerable.Range(0, Math.Max(rows.Count, _all.Length * 2))];
        }

        _held.Append(rows, _all.AsSpan(0, rows.Count));
        rows.Clear();
        for (var row = first; row < _held.Count; row++)
        {
            Enqueue(row);
        }
    }

    /// <summary>Pushes on what need not wait any longer.</summary>
    /// <param name="watermark">Of the pipeline, in microseconds.</param>
    public void Release(long watermark)
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

    /// <summary>Adds what has changed since the last call.</summary>
    public void Save(List<CheckpointChange> changes) => _sections.Save(changes, _held.Count, Write);

    public void Load(IReadOnlyDictionary<string, byte[]> sections)
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

    private void Enqueue(int row)
    {
        var stamp = _held.Stamp(row);
        _queue.Enqueue(row, _isAtOnce ? stamp with { EventTime = 0 } : stamp);
        _sections.Mark(row);
        if (_held.Accounted[row])
        {
            InFlight[_held.Inputs[row]]++;
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
        for (var i = 0; i < count; i++)
        {
            var row = _picked[i];
            (_stamps.EventTimes[i], _stamps.Partitions[i], _stamps.Offsets[i], _stamps.Inputs[i]) =
                (_held.EventTimes[row], _held.Partitions[row], _held.Offsets[row], _held.Inputs[row]);
            if (_held.Accounted[row])
            {
                InFlight[_held.Inputs[row]]--;
            }
            else
            {
                // Its record is accounted elsewhere, so whatever becomes of the row counts for nothing.
                _origins.Keep(i);
            }
        }

        if (InFlight.Length == 1)
        {
            _origins.Inputs = null;
        }

        _next.Process(new(_batch) { Count = count, Origins = _origins });
        for (var i = 0; i < count; i++)
        {
            if (!_origins.IsKept(i))
            {
                Dropped[_stamps.Inputs[i]][(int)_origins.FateOf(i)]++;
            }
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
        var held = new ReorderRows(_schema, _defined);
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
