namespace Sensorium.Core.Sources;

/// <summary>
/// Consecutive records of one partition, as bytes: what a source hands to the decoder. One buffer holds all values; the arrays say
/// where each record lies. Blocks are pooled and refilled.
/// </summary>
public sealed class RecordBlock
{
    /// <summary>Readable bytes after the last record, so that vector loads may run past the end.</summary>
    public const int Padding = 128;

    /// <summary>Stands in <see cref="KeyLengths"/> where a record has no key.</summary>
    public const int NoKey = -1;

    // What a giant record, or very many, took is not held for ever: a block lives as long as its partition.
    private const int KeptBytes = 4 * 1024 * 1024;
    private const int KeptRecords = 32 * 1024;
    private const int FirstRecords = 1024;

    /// <summary>Values (and keys) of the records, pinned, with <see cref="Padding"/> bytes behind <see cref="DataLength"/>.</summary>
    public byte[] Data { get; private set; } = GC.AllocateUninitializedArray<byte>(Padding, pinned: true);

    public int DataLength { get; set; }

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>Where each record's value starts in <see cref="Data"/>.</summary>
    public int[] Starts { get; private set; } = new int[FirstRecords];

    /// <summary>Each record's length in bytes, without a line end.</summary>
    public int[] Lengths { get; private set; } = new int[FirstRecords];

    /// <summary>Each record's position as an offset: of the log, or of the record's first byte in the uncompressed file.</summary>
    public long[] Offsets { get; private set; } = new long[FirstRecords];

    /// <summary>Each record's append time in microseconds; undefined unless <see cref="HasAppendTimes"/>.</summary>
    public long[] AppendTimes { get; private set; } = new long[FirstRecords];

    public int[] KeyStarts { get; private set; } = new int[FirstRecords];

    /// <summary>Length of each record's key, or <see cref="NoKey"/>; undefined unless <see cref="HasKeys"/>.</summary>
    public int[] KeyLengths { get; private set; } = new int[FirstRecords];

    /// <summary>False for files: the run's <c>now</c> stands in for the append time.</summary>
    public bool HasAppendTimes { get; set; }

    public bool HasKeys { get; set; }

    /// <summary>True where the records are consecutive lines of <see cref="Data"/>, each but perhaps the last ended by one <c>\n</c>.</summary>
    public bool IsLines { get; set; }

    /// <summary>Whether any record carries the mark of a simulated device.</summary>
    public bool AnySimulated { get; set; }

    /// <summary>The position after the last record and control record: where the next read continues.</summary>
    public Position Next { get; set; }

    /// <summary>Control records that lie among these records, in order.</summary>
    public List<ControlRecord> Controls { get; } = [];

    public ReadOnlySpan<byte> Value(int record) => new(Data, Starts[record], Lengths[record]);

    /// <summary>Makes room for <paramref name="bytes"/> of data (padding is added), keeping what is there.</summary>
    public void EnsureData(int bytes)
    {
        if (Data.Length - Padding >= bytes)
        {
            return;
        }

        var grown = GC.AllocateUninitializedArray<byte>(Math.Max(bytes, (Data.Length - Padding) * 2) + Padding, pinned: true);
        Data.AsSpan(0, DataLength).CopyTo(grown);
        Data = grown;
    }

    /// <summary>Adds a record whose value (and key) the caller put into <see cref="Data"/>.</summary>
    public void Add(int start, int length, long offset, long appendTime = 0, int keyStart = 0, int keyLength = NoKey)
    {
        if (Count == Starts.Length)
        {
            Grow();
        }

        var i = Count++;
        Starts[i] = start;
        Lengths[i] = length;
        Offsets[i] = offset;
        AppendTimes[i] = appendTime;
        KeyStarts[i] = keyStart;
        KeyLengths[i] = keyLength;
    }

    /// <summary>Drops what lies at an offset or behind it; the next read continues there.</summary>
    public void CutAt(long offset)
    {
        var kept = Offsets.AsSpan(0, Count).BinarySearch(offset);
        Count = kept < 0 ? ~kept : kept;
        Controls.RemoveAll(control => control.Offset >= offset);
        Next = Position.FromOffset(offset);
        IsLines = false;
    }

    /// <summary>Empties the block and gives up the room that an unusual one took.</summary>
    public void Clear()
    {
        if (Data.Length > KeptBytes)
        {
            Data = GC.AllocateUninitializedArray<byte>(Padding, pinned: true);
        }

        if (Starts.Length > KeptRecords)
        {
            (Starts, Lengths, KeyStarts, KeyLengths) = (new int[FirstRecords], new int[FirstRecords], new int[FirstRecords], new int[FirstRecords]);
            (Offsets, AppendTimes) = (new long[FirstRecords], new long[FirstRecords]);
        }

        Count = 0;
        DataLength = 0;
        HasAppendTimes = false;
        HasKeys = false;
        IsLines = false;
        AnySimulated = false;
        Controls.Clear();
    }

    private void Grow()
    {
        var size = Count * 2;
        (Starts, Lengths, KeyStarts, KeyLengths) = (Resized(Starts, size), Resized(Lengths, size), Resized(KeyStarts, size), Resized(KeyLengths, size));
        (Offsets, AppendTimes) = (Resized(Offsets, size), Resized(AppendTimes, size));
    }

    private static T[] Resized<T>(T[] array, int size)
    {
        Array.Resize(ref array, size);
        return array;
    }
}
