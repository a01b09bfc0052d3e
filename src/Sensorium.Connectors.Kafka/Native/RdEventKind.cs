namespace Sensorium.Connectors.Kafka.Native;

/// <summary>The kinds of <c>rd_kafka_event_t</c> that are asked for.</summary>
[Flags]
internal enum RdEventKind
{
    None = 0,
    DeliveryReport = 1,
    Error = 8,
}
