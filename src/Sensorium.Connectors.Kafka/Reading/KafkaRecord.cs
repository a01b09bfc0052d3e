using System.Runtime.InteropServices;
using Sensorium.Connectors.Kafka.Native;

namespace Sensorium.Connectors.Kafka.Reading;

/// <summary>A record in the client's own memory: valid until the next one is read.</summary>
public readonly unsafe ref struct KafkaRecord
{
    private readonly RdMessage* _message;

    internal KafkaRecord(RdMessage* message) => _message = message;

    public long Offset => _message->Offset;

    /// <summary>Empty where there is none; <see cref="HasKey"/> tells.</summary>
    public ReadOnlySpan<byte> Key => _message->KeySpan;

    public bool HasKey => _message->Key != null;

    /// <summary>Empty for a tombstone.</summary>
    public ReadOnlySpan<byte> Value => _message->ValueSpan;

    /// <summary>Whether the value is null: the record says that its key is no more.</summary>
    public bool IsTombstone => _message->Payload == null;

    /// <summary>Milliseconds since 1970, of <see cref="TimestampKind"/>; −1 where the record has none.</summary>
    public long TimestampMillis => LibRdKafka.MessageTimestamp(_message, null);

    public KafkaTimestampKind TimestampKind
    {
        get
        {
            int kind;
            _ = LibRdKafka.MessageTimestamp(_message, &kind);
            return (KafkaTimestampKind)kind;
        }
    }

    /// <summary>How often the partition's leader had changed when it was written; −1 where the broker does not say.</summary>
    public int LeaderEpoch => LibRdKafka.MessageLeaderEpoch(_message);

    /// <summary>Whether it carries the mark of a simulated device.</summary>
    public bool IsSimulated
    {
        get
        {
            nint headers;
            if (LibRdKafka.MessageHeaders(_message, &headers) != KafkaCode.None)
            {
                return false;
            }

            byte* value;
            nuint size;
            fixed (byte* name = KafkaHeader.Simulated.Name)
            {
                return LibRdKafka.HeaderGetLast(headers, name, &value, &size) == KafkaCode.None && size == 1 && *value == (byte)'1';
            }
        }
    }

    /// <summary>Reads a header.</summary>
    /// <param name="index">From 0, in the record's order.</param>
    /// <param name="value">Empty where it is null.</param>
    /// <returns>False where there are fewer.</returns>
    public bool TryGetHeader(int index, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool isNull)
    {
        nint headers;
        byte* nameBytes;
        byte* valueBytes;
        nuint size;
        if (LibRdKafka.MessageHeaders(_message, &headers) != KafkaCode.None
            || LibRdKafka.HeaderGetAll(headers, (nuint)index, &nameBytes, &valueBytes, &size) != KafkaCode.None)
        {
            name = default;
            value = default;
            isNull = false;
            return false;
        }

        name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(nameBytes);
        value = new(valueBytes, (int)size);
        isNull = valueBytes == null;
        return true;
    }
}
