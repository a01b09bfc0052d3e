using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>Finite partitions of records that stand in memory. A record's position is its index.</summary>
internal sealed class MemorySource(string stream, IReadOnlyList<IReadOnlyList<string>> partitions) : ISource
{
    public string Stream => stream;

    public IReadOnlyList<ISourcePartition> Partitions { get; } =
        [.. partitions.Select((records, number) => new MemoryPartition(number, records))];

    private sealed class MemoryPartition(int number, IReadOnlyList<string> records) : ISourcePartition
    {
        private readonly byte[][] _records = [.. records.Select(Encoding.UTF8.GetBytes)];

        public int Number => number;

        public bool IsFinite => true;

        public Position Start => Position.FromOffset(0);

        public Position End => Position.FromOffset(_records.Length);

        public int Read(RecordBlock block, Position from, int maxBytes)
        {
            block.Clear();
            var offset = (int)from.ToOffset();
            for (; offset < _records.Length && (block.Count == 0 || block.DataLength + _records[offset].Length <= maxBytes); offset++)
            {
                block.EnsureData(block.DataLength + _records[offset].Length);
                _records[offset].CopyTo(block.Data, block.DataLength);
                block.Add(block.DataLength, _records[offset].Length, offset);
                block.DataLength += _records[offset].Length;
            }

            block.Next = Position.FromOffset(offset);
            return block.Count;
        }

        public ValueTask WaitForData(Position from, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
