using System.Runtime.InteropServices;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary><c>rd_kafka_topic_partition_list_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RdTopicPartitionList
{
    public int Count;
    public int Capacity;
    public RdTopicPartition* Elements;
}
