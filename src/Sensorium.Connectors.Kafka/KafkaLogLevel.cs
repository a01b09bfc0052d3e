namespace Sensorium.Connectors.Kafka;

/// <summary>How much a line of the client's log matters, the least first.</summary>
public enum KafkaLogLevel
{
    Debug,
    Info,
    Warning,
    Error,
}
