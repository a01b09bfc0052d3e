using Sensorium.Core.Sources;
using Sensorium.Engine.Decode;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>One block on its way through a round: its bytes, its rows, and what becomes of them. Reused round after round.</summary>
internal sealed class DecodedBlock(StreamDefinition stream)
{
    private long[] _watermarks = [];
    private int[] _partitions = [];
    private long[] _offsets = [];

    public RecordBlock Block { get; } = new();

    public DecodedBatch Decoded { get; } = new(stream);

    public RowOrigins Origins { get; } = new();

    public PartitionCursor? Cursor { get; set; }

    /// <summary>After decoding: takes over the rows' times and positions and lets the partition's watermark pass over them.</summary>
    public void Advance()
    {
        var count = Decoded.Count;
        if (_watermarks.Length < count)
        {
            (_watermarks, _partitions, _offsets) = (new long[count], new int[count], new long[count]);
        }

        var records = Decoded.RecordIndex;
        for (var row = 0; row < count; row++)
        {
            _offsets[row] = Block.Offsets[records[row]];
        }

        _partitions.AsSpan(0, count).Fill(Cursor!.Partition.Number);
        Cursor.Advance(Block, records.AsSpan(0, count), Decoded.Clock.AsSpan(0, count), _watermarks);
        Origins.Reset(count);
        Origins.Input = Cursor.Input;
        Origins.EventTimes = Decoded.EventTimes;
        Origins.Partitions = _partitions;
        Origins.Offsets = _offsets;
        Origins.Watermarks = _watermarks;
        Origins.Block = Block;
        Origins.Records = records;
    }
}
