using Microsoft.Win32.SafeHandles;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>Owns an <c>rd_kafka_event_t</c>, or nothing where none came in time.</summary>
internal sealed class EventHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private EventHandle(nint handle)
        : base(ownsHandle: true) => SetHandle(handle);

    /// <summary>The event itself, valid until this is disposed.</summary>
    public nint Pointer => handle;

    /// <summary>What it failed with; <see cref="KafkaCode.TimedOut"/> where none came.</summary>
    public KafkaCode Error => handle == 0 ? KafkaCode.TimedOut : LibRdKafka.EventError(handle);

    public static EventHandle Poll(QueueHandle queue, int timeoutMs) => new(LibRdKafka.QueuePoll(queue, timeoutMs));

    protected override bool ReleaseHandle()
    {
        LibRdKafka.EventDestroy(handle);
        return true;
    }
}
