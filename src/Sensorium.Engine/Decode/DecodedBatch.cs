using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Decode;

/// <summary>What became of one block: the accepted records as columns, the rejected ones by name. Reused for block after block.</summary>
public sealed class DecodedBatch(StreamDefinition stream)
{
    /// <summary>Room for as many records is kept from block to block.</summary>
    internal const int KeptRecords = 32 * 1024;

    private const int KeptText = 4 * 1024 * 1024;

    /// <summary>
    /// The accepted records, in order, in the stream's schema. Columns that the decoder was not asked for are undefined. A new one may come
    /// with <see cref="Clear"/> and with each decoding.
    /// </summary>
    public Batch Rows { get; private set; } = new(stream.Schema);

    /// <summary>Number of accepted records.</summary>
    public int Count => Rows.Count;

    /// <summary>By row: the record's index in the block.</summary>
    public int[] RecordIndex { get; private set; } = [];

    /// <summary>By row: event time in microseconds; the append time where the stream has no event time column.</summary>
    public long[] EventTimes { get; private set; } = [];

    /// <summary>By row: what the watermark moves by, the lesser of event time and append time, in microseconds.</summary>
    public long[] Clock { get; private set; } = [];

    /// <summary>In order of the records.</summary>
    public List<RejectedRecord> Rejected { get; } = [];

    /// <summary>How often a column came under several of its spellings with a value; the first listed was taken.</summary>
    public long Conflicts { get; internal set; }

    /// <summary>How often a declared member came more than once in its object; the last was taken.</summary>
    public long DuplicateKeys { get; internal set; }

    /// <summary>
    /// Empties the batch and gives up the room that an unusual block took: very many records, or giant ones. Decoding does so first; who
    /// keeps a batch for a block that may be long in coming does so when its rows are done with.
    /// </summary>
    public void Clear()
    {
        Rows.Clear();
        Rejected.Clear();
        Conflicts = 0;
        DuplicateKeys = 0;
        if (RecordIndex.Length > KeptRecords)
        {
            (Rows, RecordIndex, EventTimes, Clock) = (new(stream.Schema), [], [], []);
            Rejected.Capacity = 0;
            return;
        }

        foreach (var column in Rows.Columns)
        {
            if (column is TextColumn { Bytes.Length: > KeptText })
            {
                Rows = new(stream.Schema);
                return;
            }
        }
    }

    /// <summary>Moves the cells of row <paramref name="kept"/>[i] to row i, for ascending rows.</summary>
    /// <param name="columns">Of those marked.</param>
    internal void KeepCells(ReadOnlySpan<int> kept, ReadOnlySpan<bool> columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i])
            {
                RowCompaction.Compact(Rows.Columns[i], kept);
            }
        }
    }

    internal void Reset(int records)
    {
        Clear();
        if (RecordIndex.Length < records)
        {
            var size = Math.Max(records, RecordIndex.Length * 2);
            RecordIndex = GC.AllocateUninitializedArray<int>(size, pinned: true);
            EventTimes = GC.AllocateUninitializedArray<long>(size, pinned: true);
            Clock = GC.AllocateUninitializedArray<long>(size, pinned: true);
        }
    }
}
