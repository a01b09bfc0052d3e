using Microsoft.Win32.SafeHandles;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>Owns an <c>rd_kafka_queue_t</c>.</summary>
internal sealed class QueueHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public QueueHandle(nint handle)
        : base(ownsHandle: true) => SetHandle(handle);

    protected override bool ReleaseHandle()
    {
        LibRdKafka.QueueDestroy(handle);
        return true;
    }
}
