using System.Runtime.ExceptionServices;

namespace Sensorium.Streams;

/// <summary>
/// Collects records and splits them by key over the partitions, without allocating per record. Fill it, append, and fill it again; two
/// writers in turn keep a producer busy while the disk works. Not for several threads.
/// </summary>
public sealed class RecordWriter
{
    private readonly StreamLog _log;
    private readonly RecordBatch[] _batches;
    private readonly List<AppendResult> _results = [];
    private readonly List<Task<AppendResult>> _answers = [];
    private ProducerId _producer;
    private long _sequence;

    /// <summary>Partition of the records without a key; negative until the first of them takes its turn.</summary>
    private int _keyless;

    public RecordWriter(StreamLog log)
    {
        _log = log;
        _batches = new RecordBatch[log.PartitionCount];
        for (var i = 0; i < _batches.Length; i++)
        {
            _batches[i] = new();
        }

        Begin();
    }

    /// <summary>Whether the records come from simulated devices.</summary>
    public bool IsSimulated { get; set; }

    public int Count { get; private set; }

    /// <summary>Bytes that the records take in the log.</summary>
    public long Bytes => _batches.Sum(batch => batch.Count == 0 ? 0 : batch.EncodedLength);

    /// <summary>Drops what was collected and begins anew, for a producer whose retries are to be recognised.</summary>
    /// <param name="sequence">Greater than that of the producer's batch before; the same for a retry. Of a producer of one batch, that
    /// batch's hash.</param>
    public void Begin(ProducerId producer = default, long sequence = 0)
    {
        (_producer, _sequence) = (producer, sequence);

        // A retry must send its records to the same partitions, so one with an identity does not take its turn.
        _keyless = producer == ProducerId.None
            ? -1
            : (int)((producer.Low ^ (producer.HasOneBatch ? 0 : (ulong)sequence)) % (ulong)_batches.Length);
        Count = 0;
        foreach (var batch in _batches)
        {
            batch.Clear();
        }
    }

    /// <summary>Adds a record without a key; those of one append stay together.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        _keyless = _keyless < 0 ? _log.NextPartition() : _keyless;
        _batches[_keyless].Add(value);
        Count++;
    }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _batches[_log.PartitionOf(key)].Add(key, value);
        Count++;
    }

    /// <summary>
    /// Appends what was collected, each partition's part all or none. Parts that are durable are dropped from here; refused ones stay, for
    /// another try. Once all are durable the writer begins anew.
    /// </summary>
    /// <param name="waitForRoom">Waits where a part would be refused as <see cref="AppendOutcome.Full"/>.</param>
    /// <returns>A result for each partition that got records, by partition; valid until the next append.</returns>
    public async ValueTask<IReadOnlyList<AppendResult>> Append(bool waitForRoom = false, CancellationToken cancellation = default)
    {
        _answers.Clear();
        _results.Clear();
        for (var i = 0; i < _batches.Length; i++)
        {
            if (_batches[i].Count > 0)
            {
                var request = new AppendRequest(i, _batches[i]) { Producer = _producer, Sequence = _sequence, Simulated = IsSimulated };
                _answers.Add(Send(request, waitForRoom, cancellation));
            }
        }

        // All are awaited whatever one of them throws: until then the batches belong to the log.
        ExceptionDispatchInfo? error = null;
        foreach (var answer in _answers)
        {
            try
            {
                Settle(await answer);
            }
            catch (Exception thrown)
            {
                error ??= ExceptionDispatchInfo.Capture(thrown);
            }
        }

        error?.Throw();
        if (Count == 0)
        {
            Begin();
        }

        return _results;
    }

    private async Task<AppendResult> Send(AppendRequest request, bool waitForRoom, CancellationToken cancellation) =>
        waitForRoom ? await _log.AppendWhenRoom(request, cancellation) : await _log.Append(request);

    private void Settle(AppendResult result)
    {
        _results.Add(result);
        if (result.IsDurable)
        {
            Count -= _batches[result.Partition].Count;
            _batches[result.Partition].Clear();
        }
    }
}
