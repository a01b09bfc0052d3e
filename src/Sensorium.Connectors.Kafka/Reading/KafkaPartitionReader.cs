using System.Runtime.InteropServices;
using Sensorium.Connectors.Kafka.Native;
using Sensorium.Core;

namespace Sensorium.Connectors.Kafka.Reading;

/// <summary>
/// Reads one partition from a position on, as <c>read_committed</c>. The client's own threads prefetch up to a bound and then pause the
/// partition until records are taken; other partitions go on.
/// </summary>
/// <remarks>Not thread-safe. Nothing here blocks.</remarks>
public sealed class KafkaPartitionReader : IDisposable
{
    /// <summary>Records per native call.</summary>
    private const int BatchSize = 1024;

    private readonly KafkaTopicReader _topic;
    private readonly QueueHandle _queue;
    private readonly QueueSignal _signal;
    private readonly unsafe RdMessage** _batch;
    private int _count;
    private int _next;
    private KafkaCode _fault;
    private string _faultText = "";

    internal unsafe KafkaPartitionReader(KafkaTopicReader topic, QueueHandle queue, int partition, long position)
    {
        _topic = topic;
        _queue = queue;
        Partition = partition;
        Position = position;
        _batch = (RdMessage**)NativeMemory.Alloc(BatchSize, (nuint)sizeof(RdMessage*));
        _signal = new(queue);
    }

    public int Partition { get; }

    /// <summary>The offset to resume from: after the last record read, and after transaction markers at the end of the partition.</summary>
    public long Position { get; private set; }

    /// <summary>The leader's epoch of the last record read; −1 before the first.</summary>
    public int LeaderEpoch { get; private set; } = -1;

    /// <summary>Reads no record at or behind this offset.</summary>
    public long StopAt { get; set; } = long.MaxValue;

    /// <summary>Whether <see cref="Position"/> was the last stable offset in the broker's last answer.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Whether all up to <see cref="StopAt"/> has been read.</summary>
    public bool IsComplete => Position >= StopAt;

    /// <summary>The high watermark in the broker's last answer, open transactions included; −1 before the first answer.</summary>
    public long End =>
        LibRdKafka.CachedWatermarks(_topic.Client, _topic.Name, Partition, out _, out var high) == KafkaCode.None ? Math.Max(high, -1) : -1;

    /// <summary>Records that the client holds for it.</summary>
    internal long Waiting => (long)LibRdKafka.QueueLength(_queue);

    /// <summary>Reads the next record.</summary>
    /// <returns>False where there is none now; <see cref="WaitToRead"/> completes when that changes.</returns>
    public unsafe bool TryRead(out KafkaRecord record)
    {
        while (_fault == KafkaCode.None && Position < StopAt && (_next < _count || Refill()))
        {
            var message = _batch[_next];
            if (message->Error == KafkaCode.None)
            {
                if (message->Offset >= StopAt)
                {
                    Position = StopAt;
                    break;
                }

                // Destroyed with its batch, so that the record stays readable until the next call.
                _next++;
                Position = message->Offset + 1;
                LeaderEpoch = LibRdKafka.MessageLeaderEpoch(message);
                IsAtEnd = false;
                record = new(message);
                return true;
            }

            _next++;
            Take(message);
        }

        record = default;
        return false;
    }

    /// <summary>Completes when something has arrived: records, or the news that the end is reached.</summary>
    /// <exception cref="SensoriumException">SN4506 to SN4510, SN4514: the topic is not what it was, or cannot be read.</exception>
    public async ValueTask WaitToRead(CancellationToken cancellation)
    {
        if (_fault != KafkaCode.None)
        {
            await _topic.Explain(this, _fault, _faultText, cancellation);

            // Transient: the client retries by itself.
            _fault = KafkaCode.None;
        }
        else if (_next == _count && Position < StopAt)
        {
            await _signal.Wait(cancellation);
        }
    }

    /// <summary>Stops fetching the partition.</summary>
    public unsafe void Dispose()
    {
        if (_queue.IsClosed)
        {
            return;
        }

        _topic.Close(this);
        _signal.Dispose();
        Release();
        NativeMemory.Free(_batch);
        _queue.Dispose();
    }

    private unsafe bool Refill()
    {
        Release();
        _count = (int)LibRdKafka.ConsumeBatch(_queue, timeoutMs: 0, _batch, BatchSize);
        _count = Math.Max(_count, 0);
        return _count > 0;
    }

    private unsafe void Release()
    {
        for (var i = 0; i < _count; i++)
        {
            LibRdKafka.MessageDestroy(_batch[i]);
        }

        _count = 0;
        _next = 0;
    }

    /// <summary>Handles a message that is not a record.</summary>
    private unsafe void Take(RdMessage* message)
    {
        switch (message->Error)
        {
            case KafkaCode.PartitionEof:
                Position = Math.Max(Position, message->Offset);
                IsAtEnd = true;
                break;

            case KafkaCode.Transport or KafkaCode.TimedOut or KafkaCode.AllBrokersDown:
            case KafkaCode.LeaderNotAvailable or KafkaCode.NotLeaderForPartition:
                // The client finds the partition's leader again.
                break;

            default:
                _fault = message->Error;
                _faultText = RdError.Utf8((nint)message->Payload);
                break;
        }
    }
}
