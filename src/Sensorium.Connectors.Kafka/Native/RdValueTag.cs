namespace Sensorium.Connectors.Kafka.Native;

/// <summary><c>rd_kafka_vtype_t</c>.</summary>
internal enum RdValueTag
{
    Topic = 2,
    Partition = 3,
    Value = 4,
    Key = 5,
    Opaque = 6,
    Flags = 7,
    Timestamp = 8,
    Header = 9,
}
