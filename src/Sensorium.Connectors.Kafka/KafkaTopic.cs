namespace Sensorium.Connectors.Kafka;

/// <summary>A topic as its cluster describes it.</summary>
/// <param name="Id">Differs where the topic was deleted and created again. Empty where the cluster is older than 2.8.</param>
/// <param name="Partitions">How many there are, numbered from 0.</param>
public sealed record KafkaTopic(string Name, Guid Id, int Partitions);
