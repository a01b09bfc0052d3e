using System.Runtime.InteropServices;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary><c>rd_kafka_message_t</c>: a record read, a delivery report, or an error whose text is the payload.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RdMessage
{
    public KafkaCode Error;
    public nint Topic;
    public int Partition;
    public byte* Payload;
    public nuint Length;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint Private;

    public readonly ReadOnlySpan<byte> ValueSpan => new(Payload, checked((int)Length));

    public readonly ReadOnlySpan<byte> KeySpan => new(Key, checked((int)KeyLength));
}
