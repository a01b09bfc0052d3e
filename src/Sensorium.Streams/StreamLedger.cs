namespace Sensorium.Streams;

/// <summary>A stream's ledger at one moment.</summary>
public sealed record StreamLedger(string Stream, IReadOnlyList<PartitionLedger> Partitions)
{
    public long Received => Partitions.Sum(partition => partition.Received);

    public long Appended => Partitions.Sum(partition => partition.Appended);

    public long Duplicate => Partitions.Sum(partition => partition.Duplicate);

    public long Refused => Partitions.Sum(partition => partition.Refused);

    public long Retained => Partitions.Sum(partition => partition.Retained);

    public long Expired => Partitions.Sum(partition => partition.Expired);

    /// <summary>Bytes on the disk.</summary>
    public long Bytes => Partitions.Sum(partition => partition.Bytes);

    public DateTimeOffset? LastAppend => Partitions.Max(partition => partition.LastAppend);
}
