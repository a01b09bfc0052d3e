namespace Sensorium.Connectors.Kafka;

public enum KafkaStartKind
{
    Earliest,
    Latest,
    Time,
}
