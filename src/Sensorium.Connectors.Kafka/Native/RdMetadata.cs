using System.Runtime.InteropServices;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary><c>rd_kafka_metadata_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RdMetadata
{
    public int BrokerCount;
    public nint Brokers;
    public int TopicCount;
    public RdMetadataTopic* Topics;
    public int OriginId;
    public nint OriginName;
}
