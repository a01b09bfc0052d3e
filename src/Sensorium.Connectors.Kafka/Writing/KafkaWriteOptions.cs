namespace Sensorium.Connectors.Kafka.Writing;

/// <param name="Id">Identity of the writer over restarts: its transactional id. Another process with the same id takes over.</param>
public sealed record KafkaWriteOptions(string Id)
{
    /// <summary>The broker aborts a transaction that takes longer.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The compacted topic that holds each writer's last committed epoch; created where missing.</summary>
    public string Marks { get; init; } = "sensorium-epochs";
}
