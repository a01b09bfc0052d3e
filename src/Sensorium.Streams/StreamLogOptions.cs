namespace Sensorium.Streams;

/// <summary>How a stream's log is kept. Sizes in bytes.</summary>
public sealed record StreamLogOptions
{
    /// <summary>Partitions of a new stream, 1 to 1024; an existing stream keeps its own and refuses another number.</summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>
    /// Size at which the next segment is started, 4 KiB to 1 GiB; a quarter of the partition's share of the size limit if that is less.
    /// </summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Largest key and value of a record together.</summary>
    public int RecordMaxBytes { get; init; } = 16 << 20;

    /// <summary>Limit of the whole stream, shared evenly by the partitions; null for none.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>Records older than this by append time go, a segment at a time; null for never.</summary>
    public TimeSpan? RetentionAge { get; init; }

    /// <summary>Bytes that may wait for the disk in each partition, at most 1 GiB.</summary>
    public int MaxPendingBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Whether append times that stand ahead of the machine's clock begin anew at it. Only for one who knows that the clock is right: a
    /// clock that is behind would make all events that are sent from now on ones of the future.
    /// </summary>
    public bool SetsClockBack { get; init; }

    internal long? PartitionBytes => RetentionBytes / PartitionCount;

    internal int EffectiveSegmentBytes => (int)Math.Min(SegmentBytes, Math.Max(4 << 10, (PartitionBytes ?? long.MaxValue) / 4));

    internal void Check()
    {
        const int gibibyte = 1 << 30;
        ArgumentOutOfRangeException.ThrowIfNotEqual(PartitionCount, Math.Clamp(PartitionCount, 1, 1024), nameof(PartitionCount));
        ArgumentOutOfRangeException.ThrowIfNotEqual(SegmentBytes, Math.Clamp(SegmentBytes, 4 << 10, gibibyte), nameof(SegmentBytes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RecordMaxBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(MaxPendingBytes, Math.Clamp(MaxPendingBytes, 1, gibibyte), nameof(MaxPendingBytes));
    }
}
