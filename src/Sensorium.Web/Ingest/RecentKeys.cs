using Sensorium.Streams;

namespace Sensorium.Web.Ingest;

/// <summary>
/// The idempotency keys that a stream took last, each with its body's hash. The log compares where a key's batches meet in one partition,
/// also after a restart; this finds another body whose records go to other partitions.
/// </summary>
internal sealed class RecentKeys
{
    private const int Most = 8192;

    private readonly Lock _gate = new();
    private readonly Dictionary<ProducerId, long> _hashes = [];
    private readonly Queue<ProducerId> _order = [];

    /// <exception cref="Endpoints.RefusalException">422: the key was used for another body.</exception>
    internal void RequireSame(IngestProducer producer)
    {
        if (producer.Id.HasOneBatch)
        {
            lock (_gate)
            {
                if (_hashes.TryGetValue(producer.Id, out var hash) && hash != producer.Sequence)
                {
                    throw WebErrors.KeyReused();
                }
            }
        }
    }

    /// <summary>Only what is durable counts: a body of which nothing was taken may be another the next time.</summary>
    internal void Remember(IngestProducer producer, IReadOnlyList<AppendResult> results)
    {
        if (!producer.Id.HasOneBatch || !results.Any(result => result.IsDurable))
        {
            return;
        }

        lock (_gate)
        {
            if (_hashes.TryAdd(producer.Id, producer.Sequence))
            {
                _order.Enqueue(producer.Id);
                if (_order.Count > Most)
                {
                    _hashes.Remove(_order.Dequeue());
                }
            }
        }
    }
}
