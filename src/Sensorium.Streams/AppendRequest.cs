namespace Sensorium.Streams;

/// <summary>Records for one partition, appended all or none.</summary>
/// <param name="Records">At least one record; untouched until the append has been answered.</param>
public readonly record struct AppendRequest(int Partition, RecordBatch Records)
{
    public ProducerId Producer { get; init; }

    /// <summary>Orders the producer's batches: a later batch has a greater one. Gaps are allowed.</summary>
    public long Sequence { get; init; }

    /// <summary>The records come from simulated devices.</summary>
    public bool Simulated { get; init; }
}
