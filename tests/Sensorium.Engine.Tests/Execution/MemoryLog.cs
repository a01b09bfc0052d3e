using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>A live stream in memory.</summary>
internal sealed class MemoryLog(string stream, int partitions, TimeProvider time) : ISource
{
    private readonly MemoryPartition[] _partitions = [.. Enumerable.Range(0, partitions).Select(number => new MemoryPartition(number))];

    public string Stream => stream;

    public IReadOnlyList<ISourcePartition> Partitions => _partitions;

    public void Append(int partition, params IReadOnlyList<string> values)
    {
        foreach (var value in values)
        {
            _partitions[partition].Entries.Add(new(EventTime.From(time.GetUtcNow()).Micros, Encoding.UTF8.GetBytes(value), null, 0));
        }
    }

    public Task AppendHeartbeat(int partition, ControlKind kind, long value)
    {
        _partitions[partition].Entries.Add(new(EventTime.From(time.GetUtcNow()).Micros, [], kind, value));
        return Task.CompletedTask;
    }

    public IReadOnlyList<(ControlKind Kind, DateTimeOffset Value)> Marks(int partition) =>
    [
        .. _partitions[partition].Entries.Where(entry => entry.Control is not null)
            .Select(entry => (entry.Control!.Value, new EventTime(entry.ControlValue).ToDateTimeOffset())),
    ];

    private sealed record Entry(long AppendTime, byte[] Value, ControlKind? Control, long ControlValue);

    private sealed class MemoryPartition(int number) : ISourcePartition
    {
        public List<Entry> Entries { get; } = [];

        public int Number => number;

        public bool IsFinite => false;

        public Position Start => Position.FromOffset(0);

        public Position End => Position.FromOffset(Entries.Count);

        public int Read(RecordBlock block, Position from, int maxBytes)
        {
            block.Clear();
            block.HasAppendTimes = true;
            block.HasKeys = true;
            var offset = from.ToOffset();
            for (; offset < Entries.Count && block.DataLength < maxBytes; offset++)
            {
                var entry = Entries[(int)offset];
                if (entry.Control is { } kind)
                {
                    block.Controls.Add(new(kind, block.Count, offset, entry.AppendTime, entry.ControlValue));
                    continue;
                }

                block.EnsureData(block.DataLength + entry.Value.Length);
                entry.Value.CopyTo(block.Data, block.DataLength);
                block.Add(block.DataLength, entry.Value.Length, offset, entry.AppendTime);
                block.DataLength += entry.Value.Length;
            }

            block.Next = Position.FromOffset(offset);
            return block.Count + block.Controls.Count;
        }

        public ValueTask WaitForData(Position from, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
