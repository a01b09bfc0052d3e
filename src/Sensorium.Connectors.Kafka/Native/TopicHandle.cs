using Microsoft.Win32.SafeHandles;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>Owns an <c>rd_kafka_topic_t</c>.</summary>
internal sealed class TopicHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public TopicHandle(nint handle)
        : base(ownsHandle: true) => SetHandle(handle);

    protected override bool ReleaseHandle()
    {
        LibRdKafka.TopicDestroy(handle);
        return true;
    }
}
