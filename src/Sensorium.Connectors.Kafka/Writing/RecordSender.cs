using Sensorium.Connectors.Kafka.Native;

namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>
/// Produces records and counts acknowledgements and failures. The client batches them, keeps their order and retries; idempotence keeps
/// retries from doubling. Not thread-safe.
/// </summary>
internal sealed unsafe class RecordSender : IDisposable
{
    private const int CopyPayload = 2;
    private const int FixedValues = 7;

    /// <summary>What is queued and what is under way.</summary>
    private const int PurgeAll = 3;

    private readonly Dictionary<string, TopicHandle> _topics = new(StringComparer.Ordinal);
    private RdValue[] _values = GC.AllocateArray<RdValue>(FixedValues, pinned: true);
    private IReadOnlyList<KafkaHeader> _headers = [];

    public RecordSender(KafkaEndpoint endpoint, IReadOnlyList<KeyValuePair<string, string>> settings, KafkaLog log) => Client = new(
        isConsumer: false,
        RdEventKind.DeliveryReport | RdEventKind.Error,
        endpoint,
        [
            new("enable.idempotence", "true"),
            new("acks", "all"),

            // As Kafka's Java client and the embedded log partition keys.
            new("partitioner", "murmur2_random"),
            new("compression.type", "lz4"),
            new("queue.buffering.max.messages", "500000"),
            new("queue.buffering.max.kbytes", "65536"),

            // The limit is the topic's own, which the broker enforces.
            new("message.max.bytes", "64000000"),
            .. settings,
        ],
        log);

    public RdClient Client { get; }

    /// <summary>Records that all in-sync replicas have.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Records that were refused, or never answered for.</summary>
    public long Failed { get; private set; }

    /// <summary>Records without an answer yet.</summary>
    public long Outstanding { get; private set; }

    /// <summary>The first since <see cref="Forget"/>, and before all others one that the broker refused; null for none.</summary>
    public DeliveryFailure? Failure { get; private set; }

    /// <summary>Since <see cref="Forget"/>.</summary>
    public ConnectionErrors Errors { get; } = new();

    /// <summary>Gives every record that follows these headers.</summary>
    public void SetHeaders(IReadOnlyList<KafkaHeader> headers)
    {
        _headers = headers;
        _values = GC.AllocateArray<RdValue>(FixedValues + headers.Count, pinned: true);
        for (var i = 0; i < headers.Count; i++)
        {
            fixed (byte* name = headers[i].Name, value = headers[i].Value)
            {
                // Both are pinned for as long as the headers live, which this holds.
                _values[FixedValues + i] = new()
                {
                    Tag = RdValueTag.Header, Pointer = (nint)name, HeaderValue = value, HeaderSize = headers[i].ValueLength,
                };
            }
        }
    }

    /// <summary>Queues a record.</summary>
    /// <param name="tag">Comes back with a failure.</param>
    /// <returns>False where the queue is full: poll, and try again.</returns>
    public bool TrySend(string topic, in OutgoingRecord record, long tag)
    {
        byte nothing = 0;
        fixed (byte* key = record.Key, value = record.Value)
        {
            _values[0] = new() { Tag = RdValueTag.Topic, Pointer = TopicOf(topic).DangerousGetHandle() };
            _values[1] = new() { Tag = RdValueTag.Partition, Int32 = record.Partition };
            _values[2] = new() { Tag = RdValueTag.Flags, Int32 = CopyPayload };
            _values[3] = new() { Tag = RdValueTag.Opaque, Pointer = (nint)tag };
            _values[4] = new() { Tag = RdValueTag.Timestamp, Int64 = record.TimestampMillis };
            _values[5] = new()
            {
                Tag = RdValueTag.Key, Pointer = !record.HasKey ? 0 : key == null ? (nint)(&nothing) : (nint)key, Size = record.Key.Length,
            };
            _values[6] = new()
            {
                Tag = RdValueTag.Value,
                Pointer = record.IsTombstone ? 0 : value == null ? (nint)(&nothing) : (nint)value,
                Size = record.Value.Length,
            };
            fixed (RdValue* values = _values)
            {
                if (RdError.Take(LibRdKafka.Produce(Client.Handle, values, (nuint)_values.Length)) is not { } refused)
                {
                    Outstanding++;
                    return true;
                }

                if (refused.Code == KafkaCode.QueueFull)
                {
                    return false;
                }

                Count(new(tag, topic, refused.Code, refused.Text));
                return true;
            }
        }
    }

    /// <summary>Handles the answers that have come.</summary>
    /// <param name="timeoutMs">How long to wait for the first one.</param>
    public void Poll(int timeoutMs)
    {
        for (; LibRdKafka.QueuePoll(Client.Events, timeoutMs) is not 0 and var found; timeoutMs = 0)
        {
            if (LibRdKafka.EventType(found) == RdEventKind.Error)
            {
                Errors.Add(RdClient.ErrorOf(found));
            }

            for (var message = LibRdKafka.EventMessageNext(found); message != null; message = LibRdKafka.EventMessageNext(found))
            {
                Outstanding--;
                if (message->Error == KafkaCode.None)
                {
                    Acknowledged++;
                }
                else
                {
                    var topic = RdError.Utf8(LibRdKafka.TopicName(message->Topic));
                    Count(new(message->Private, topic, message->Error, RdError.TextOf(message->Error)));
                }
            }

            LibRdKafka.EventDestroy(found);
        }
    }

    /// <summary>Fails all outstanding records.</summary>
    public void Purge()
    {
        LibRdKafka.Purge(Client.Handle, PurgeAll);
        while (Outstanding > 0)
        {
            Poll(timeoutMs: 100);
        }
    }

    /// <summary>Forgets failure and errors; counts stay.</summary>
    public void Forget()
    {
        Failure = null;
        Errors.Clear();
    }

    public void Dispose()
    {
        foreach (var topic in _topics.Values)
        {
            topic.Dispose();
        }

        Client.Dispose();
        GC.KeepAlive(_headers);
    }

    private void Count(DeliveryFailure failure)
    {
        Failed++;
        Failure = Failure is null or { IsRefusal: false } && failure.IsRefusal ? failure : Failure ?? failure;
    }

    private TopicHandle TopicOf(string topic)
    {
        if (!_topics.TryGetValue(topic, out var handle))
        {
            handle = new(LibRdKafka.TopicNew(Client.Handle, topic, conf: 0));
            _topics.Add(topic, handle);
        }

        return handle;
    }
}
