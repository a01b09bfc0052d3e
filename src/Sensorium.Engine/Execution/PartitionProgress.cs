using Sensorium.Core;

namespace Sensorium.Engine.Execution;

/// <summary>How far a pipeline has come in a partition of a stream.</summary>
/// <param name="Stream">Physical name.</param>
/// <param name="Live">Everything before it has been read.</param>
/// <param name="Committed">The pipeline will never read again what stands before it: rows of it are in the table, or in the checkpoint.</param>
/// <param name="Watermark">Of the partition.</param>
/// <param name="NewestRecord">Append time of the newest record that was read; null before the first.</param>
public sealed record PartitionProgress(string Stream, int Partition, Position Live, Position Committed, EventTime Watermark, EventTime? NewestRecord);
