namespace Sensorium.Connectors.Kafka.Tests;

/// <summary>Tests of one broker, which is started once: they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class KafkaCollection : ICollectionFixture<KafkaBroker>
{
    public const string Name = "kafka";
}
