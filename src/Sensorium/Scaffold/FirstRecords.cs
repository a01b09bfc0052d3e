using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Scaffold;

/// <summary>The beginning of each partition of a source: about so many records, to the end of a block.</summary>
internal sealed class FirstRecords(ISource source, long records) : ISource
{
    public string Stream => source.Stream;

    public IReadOnlyList<ISourcePartition> Partitions { get; } =
        [.. source.Partitions.Select(partition => new Beginning(partition, records))];

    private sealed class Beginning(ISourcePartition partition, long records) : ISourcePartition
    {
        private long _read;

        public int Number => partition.Number;

        public bool IsFinite => true;

        public Position Start => partition.Start;

        public Position End => partition.End;

        public int Read(RecordBlock block, Position from, int maxBytes)
        {
            if (_read >= records)
            {
                block.Clear();
                return 0;
            }

            var read = partition.Read(block, from, maxBytes);
            _read += read;
            return read;
        }

        public ValueTask WaitForData(Position from, CancellationToken cancellation) => partition.WaitForData(from, cancellation);
    }
}
