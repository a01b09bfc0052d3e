using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Decode;
using Sensorium.Engine.Operators;
using Sensorium.Sql.Plan;
using Sensorium.Streams;

namespace Sensorium.Engine.Execution;

/// <summary>One stream of a <see cref="FeedReader"/>: how far it is read, and the paths that its rows take.</summary>
internal sealed class FeedStream(StreamDefinition stream, SortedSet<int> needed, List<OperatorInput> paths, StreamLog log)
{
    private const int BlockBytes = 1 << 18;

    private readonly StreamDecoder _decoder = new(stream, [.. needed]);
    private readonly DecodedBatch _decoded = new(stream);
    private readonly RecordBlock _block = new();
    private readonly Position[] _positions = [.. log.Partitions.Select(partition => partition.Start)];

    public void Seek(EventTime appended)
    {
        for (var i = 0; i < _positions.Length; i++)
        {
            var position = log.PositionAt(i, appended);
            _positions[i] = position > _positions[i] ? position : _positions[i];
        }
    }

    public bool Read(int blocks, long until)
    {
        var hasMore = false;
        for (var i = 0; i < _positions.Length; i++)
        {
            var left = blocks;
            while (left > 0 && ReadBlock(i, until))
            {
                left--;
            }

            hasMore |= left == 0;
        }

        return hasMore;
    }

    private bool ReadBlock(int partition, long until)
    {
        if (log.Partitions[partition].Read(_block, _positions[partition], BlockBytes) == 0)
        {
            return false;
        }

        if (_block.Count > 0 && _block.AppendTimes[0] > until)
        {
            return false;
        }

        _positions[partition] = _block.Next;
        if (_block.Count == 0)
        {
            return true;
        }

        // A log has append times of its own, so nothing stands in for them.
        _decoder.Decode(_block, partition, default, _decoded);
        foreach (var path in paths)
        {
            path.Process(new(_decoded.Rows) { Count = _decoded.Count });
        }

        _block.Clear();
        _decoded.Clear();
        return true;
    }
}
