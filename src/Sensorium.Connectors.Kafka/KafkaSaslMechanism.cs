namespace Sensorium.Connectors.Kafka;

public enum KafkaSaslMechanism
{
    ScramSha256,
    ScramSha512,

    /// <summary>The password itself goes to the broker, so that it needs TLS everywhere.</summary>
    Plain,
}
