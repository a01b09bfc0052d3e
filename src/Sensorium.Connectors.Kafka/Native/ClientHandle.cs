using Microsoft.Win32.SafeHandles;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>Owns an <c>rd_kafka_t</c>.</summary>
internal sealed class ClientHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ClientHandle(nint handle)
        : base(ownsHandle: true) => SetHandle(handle);

    protected override bool ReleaseHandle()
    {
        LibRdKafka.Destroy(handle);
        return true;
    }
}
