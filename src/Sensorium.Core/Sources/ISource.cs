namespace Sensorium.Core.Sources;

/// <summary>Where a stream's records come from: the embedded log, files, Kafka, Kinesis.</summary>
public interface ISource
{
    /// <summary>The CREATE STREAM's physical name.</summary>
    string Stream { get; }

    IReadOnlyList<ISourcePartition> Partitions { get; }
}
