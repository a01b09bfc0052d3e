using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Engine.State;

/// <summary>
/// Where the rows of a batch came from: time, partition and position of each, and what has become of it so far. Every operator speaks of
/// rows by their index here.
/// </summary>
internal sealed class RowOrigins
{
    private const byte Undecided = byte.MaxValue;
    private const byte Kept = byte.MaxValue - 1;

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
        if ((byte)fate < _fates[row] && _fates[row] != Kept)
        {
            _fates[row] = (byte)fate;
        }
    }

    /// <summary>The row has reached state or an output.</summary>
    /// <returns>Whether it is the first to do so for its record, which is then accounted there.</returns>
    public bool Keep(int row)
    {
        var first = _fates[row] != Kept;
        _fates[row] = Kept;
        return first;
    }

    public bool IsKept(int row) => _fates[row] == Kept;

    /// <summary>The fate of a row that was dropped.</summary>
    public Fate FateOf(int row) => (Fate)_fates[row];

    /// <summary>Counts the rows that were dropped on every path by their fate.</summary>
    public void CountDropped(long[] countsByFate)
    {
        for (var row = 0; row < Count; row++)
        {
            var fate = _fates[row];
            if (fate < Kept)
            {
                countsByFate[fate]++;
            }
        }
    }
}
