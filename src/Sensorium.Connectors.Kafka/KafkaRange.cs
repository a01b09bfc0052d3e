namespace Sensorium.Connectors.Kafka;

/// <summary>The offsets that a partition keeps: from the first, up to and without the end. Between them there may be gaps.</summary>
public readonly record struct KafkaRange(long First, long End);
