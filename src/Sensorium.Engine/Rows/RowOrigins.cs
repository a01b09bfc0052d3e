using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Engine.Rows;

/// <summary>
/// Where the rows of a batch came from: time, partition and position of each, and what has become of it so far. Every operator speaks of
/// rows by their index here.
/// </summary>
internal sealed class RowOrigins
{
    private const byte Undecided = byte.MaxValue;
    private const byte Kept = byte.MaxValue - 1;
    private const byte Held = byte.MaxValue - 2;

    private byte[] _fates = [];

    /// <summary>Which of the pipeline's inputs the rows came by; −1 for rows that an operator made of several records.</summary>
    public int Input { get; set; }

    /// <summary>Each row's own input, where they came by several; else null, and <see cref="Input"/> holds for all.</summary>
    public int[]? Inputs { get; set; }

    public int Count { get; private set; }

    public long[] EventTimes { get; set; } = [];

    public int[] Partitions { get; set; } = [];

    public long[] Offsets { get; set; } = [];

    /// <summary>Each row's own partition's watermark before it, in microseconds.</summary>
    public long[] Watermarks { get; set; } = [];

    /// <summary>The records' bytes, for rows that end in a late or rejected table; null for rows that waited in a buffer.</summary>
    public RecordBlock? Block { get; set; }

    /// <summary>Row → record of the block.</summary>
    public int[] Records { get; set; } = [];

    /// <summary>
    /// How many records of each input hang on each row, by input and row: of rows that operators made, and of rows that waited among such.
    /// Null where every row is a record of its own.
    /// </summary>
    public long[][]? RecordCounts { get; set; }

    /// <summary>The row's input, or −1 for a row that an operator made.</summary>
    public int InputOf(int row) => Inputs is null ? Input : Inputs[row];

    public void Reset(int count)
    {
        Count = count;
        if (_fates.Length < count)
        {
            _fates = new byte[Math.Max(count, _fates.Length * 2)];
        }

        _fates.AsSpan(0, count).Fill(Undecided);
    }

    /// <summary>The row goes no further on this path.</summary>
    public void Drop(int row, Fate fate)
    {
        if ((byte)fate < _fates[row] && !IsAccounted(row))
        {
            _fates[row] = (byte)fate;
        }
    }

    /// <summary>The row has reached an output.</summary>
    /// <returns>Whether it is the first to be accounted of its records, which then are pending there.</returns>
    public bool Keep(int row) => Account(row, Kept);

    /// <summary>The row has reached an operator's state.</summary>
    /// <returns>Whether it is the first to be accounted of its records, which then are in flight there.</returns>
    public bool Hold(int row) => Account(row, Held);

    public bool IsKept(int row) => _fates[row] == Kept;

    public bool IsHeld(int row) => _fates[row] == Held;

    /// <summary>Whether the row has reached state or an output.</summary>
    public bool IsAccounted(int row) => _fates[row] is Kept or Held;

    /// <summary>The fate of a row that was dropped.</summary>
    public Fate FateOf(int row) => (Fate)_fates[row];

    /// <summary>Counts the rows that were dropped on every path by their fate.</summary>
    public void CountDropped(FateCounts counts)
    {
        for (var row = 0; row < Count; row++)
        {
            var fate = _fates[row];
            if (fate < Held)
            {
                counts.Add((Fate)fate, 1);
            }
        }
    }

    private bool Account(int row, byte how)
    {
        var first = !IsAccounted(row);
        if (first)
        {
            _fates[row] = how;
        }

        return first;
    }
}
