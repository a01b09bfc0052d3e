namespace Sensorium.Connectors.Kafka;

/// <summary>How a client says who it is.</summary>
public sealed record KafkaSasl(KafkaSaslMechanism Mechanism, string User, string Password)
{
    public override string ToString() => User;
}
