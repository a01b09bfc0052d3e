using Sensorium.Core;

namespace Sensorium.Engine.Expressions;

/// <summary>
/// The rows of one batch on which an expression failed, each with its first fault. Owned by one lane, cleared for each batch, never larger
/// than the batch.
/// </summary>
public sealed class RowFaults
{
    private int[] _rows = [];
    private RowFault[] _faults = [];
    private SourceSpan[] _spans = [];
    private ulong[] _faulted = [];

    /// <summary>Rows that failed.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Fault <paramref name="index"/> of <see cref="Count"/>: the row of the input batch, why, and the piece of SQL that failed there.
    /// </summary>
    public (int Row, RowFault Fault, SourceSpan Span) this[int index] => (_rows[index], _faults[index], _spans[index]);

    /// <summary>Notes that a row failed. A row that failed before keeps its first fault.</summary>
    public void Add(int row, RowFault fault, SourceSpan span)
    {
        if (Contains(row))
        {
            return;
        }

        if (row >> 6 >= _faulted.Length)
        {
            Array.Resize(ref _faulted, Math.Max((row >> 6) + 1, _faulted.Length * 2));
        }

        if (Count == _rows.Length)
        {
            var size = Math.Max(16, Count * 2);
            Array.Resize(ref _rows, size);
            Array.Resize(ref _faults, size);
            Array.Resize(ref _spans, size);
        }

        _faulted[row >> 6] |= 1UL << row;
        _rows[Count] = row;
        _faults[Count] = fault;
        _spans[Count++] = span;
    }

    public bool Contains(int row) => row >> 6 < _faulted.Length && ((_faulted[row >> 6] >> row) & 1) != 0;

    /// <summary>Writes the selected rows that did not fail to <paramref name="kept"/>, which may be the selection itself.</summary>
    /// <param name="selection">Row numbers; null for 0, 1, 2 …</param>
    /// <returns>How many there are.</returns>
    public int Keep(int[]? selection, int count, int[] kept)
    {
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            var row = selection is null ? i : selection[i];
            if (!Contains(row))
            {
                kept[used++] = row;
            }
        }

        return used;
    }

    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(_faulted);
            Count = 0;
        }
    }
}
