using System.Buffers.Binary;

namespace Sensorium.Streams.Partitions;

/// <summary>
/// The producers that appended to a partition last, with their last batches, bounded. Its content follows from the order of the frames
/// alone, so that a reopened log remembers what the running one did.
/// </summary>
internal sealed class ProducerWindows
{
    /// <summary>Producers remembered in each partition.</summary>
    internal const int Capacity = 16_384;

    private const int BatchBytes = 20;
    private const int WindowBytes = 20;

    private readonly Dictionary<ProducerId, LinkedListNode<ProducerWindow>> _windows = [];
    private readonly LinkedList<ProducerWindow> _byAge = new();

    internal int Count => _windows.Count;

    internal ProducerWindow? Find(ProducerId producer) => _windows.TryGetValue(producer, out var node) ? node.Value : null;

    internal void Add(ProducerId producer, ProducerBatch batch)
    {
        if (_windows.TryGetValue(producer, out var node))
        {
            _byAge.Remove(node);
        }
        else
        {
            if (_windows.Count == Capacity)
            {
                _windows.Remove(_byAge.First!.Value.Producer);
                _byAge.RemoveFirst();
            }

            node = new(new ProducerWindow(producer));
            _windows.Add(producer, node);
        }

        node.Value.Add(batch);
        _byAge.AddLast(node);
    }

    /// <summary>The windows as the body of a state frame, the longest unused first.</summary>
    internal byte[] Save()
    {
        var bytes = new byte[_byAge.Sum(window => WindowBytes + (window.Count * BatchBytes))];
        var rest = bytes.AsSpan();
        foreach (var window in _byAge)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, window.Producer.High);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[8..], window.Producer.Low);
            BinaryPrimitives.WriteInt32LittleEndian(rest[16..], window.Count);
            rest = rest[WindowBytes..];
            foreach (var batch in window.Batches)
            {
                BinaryPrimitives.WriteInt64LittleEndian(rest, batch.Sequence);
                BinaryPrimitives.WriteInt64LittleEndian(rest[8..], batch.FirstOffset);
                BinaryPrimitives.WriteInt32LittleEndian(rest[16..], batch.Count);
                rest = rest[BatchBytes..];
            }
        }

        return bytes;
    }

    internal void Load(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var producer = new ProducerId(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
            bytes = bytes[WindowBytes..];
            for (var i = 0; i < count; i++, bytes = bytes[BatchBytes..])
            {
                Add(producer, new(
                    BinaryPrimitives.ReadInt64LittleEndian(bytes),
                    BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                    BinaryPrimitives.ReadInt32LittleEndian(bytes[16..])));
            }
        }
    }
}
