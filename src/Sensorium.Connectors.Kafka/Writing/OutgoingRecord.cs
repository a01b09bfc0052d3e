namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>A record to be written; its bytes are copied when it is handed over.</summary>
public readonly ref struct OutgoingRecord
{
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>False for a null key, which Kafka has beside the empty one.</summary>
    public bool HasKey { get; init; }

    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>True for a null value: the key is no more.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>−1 for the key's own, by Kafka's hash, or any where there is no key.</summary>
    public int Partition { get; init; } = -1;

    /// <summary>Milliseconds since 1970; 0 for the time at which it is handed over.</summary>
    public long TimestampMillis { get; init; }

    public OutgoingRecord()
    {
    }
}
