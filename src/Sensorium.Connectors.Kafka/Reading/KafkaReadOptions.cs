namespace Sensorium.Connectors.Kafka.Reading;

/// <param name="Group">The consumer group that positions are committed to, for lag monitoring. It is never joined.</param>
/// <param name="PrefetchBytes">Bound on prefetched records, shared equally by all partitions.</param>
public sealed record KafkaReadOptions(string Group, int PrefetchBytes = 64 * 1024 * 1024);
