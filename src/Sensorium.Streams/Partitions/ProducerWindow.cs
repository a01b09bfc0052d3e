namespace Sensorium.Streams.Partitions;

/// <summary>
/// The batches of one producer with the highest sequences, ascending. A sequence among them is a retry; one above the lowest, or any
/// while the window is not full, is new; below the lowest of a full window it cannot be told.
/// </summary>
internal sealed class ProducerWindow(ProducerId producer)
{
    internal const int Capacity = 5;

    private ProducerBatch[] _batches = new ProducerBatch[1];

    internal ProducerId Producer => producer;

    internal int Count { get; private set; }

    internal bool IsFull => Count == Capacity;

    internal ReadOnlySpan<ProducerBatch> Batches => _batches.AsSpan(0, Count);

    internal bool TryFind(long sequence, out ProducerBatch batch)
    {
        foreach (var remembered in Batches)
        {
            if (remembered.Sequence == sequence)
            {
                batch = remembered;
                return true;
            }
        }

        batch = default;
        return false;
    }

    internal bool TryFirst(out ProducerBatch batch)
    {
        batch = Count > 0 ? _batches[0] : default;
        return Count > 0;
    }

    internal void Add(ProducerBatch batch)
    {
        if (IsFull)
        {
            if (batch.Sequence < _batches[0].Sequence)
            {
                return;
            }

            _batches.AsSpan(1).CopyTo(_batches);
            Count--;
        }
        else if (Count == _batches.Length)
        {
            Array.Resize(ref _batches, Capacity);
        }

        var at = Count++;
        for (; at > 0 && _batches[at - 1].Sequence > batch.Sequence; at--)
        {
            _batches[at] = _batches[at - 1];
        }

        _batches[at] = batch;
    }
}
