using System.Runtime.InteropServices;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary><c>rd_kafka_metadata_topic_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RdMetadataTopic
{
    public nint Name;
    public int PartitionCount;
    public RdMetadataPartition* Partitions;
    public KafkaCode Error;
}
