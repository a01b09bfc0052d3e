namespace Sensorium.Streams.Partitions;

/// <summary>A batch that a producer got appended: what a retry of it is told.</summary>
internal readonly record struct ProducerBatch(long Sequence, long FirstOffset, int Count);
