using System.Runtime.InteropServices;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary><c>rd_kafka_metadata_partition_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RdMetadataPartition
{
    public int Id;
    public KafkaCode Error;
    public int Leader;
    public int ReplicaCount;
    public int* Replicas;
    public int InSyncCount;
    public int* InSync;
}
