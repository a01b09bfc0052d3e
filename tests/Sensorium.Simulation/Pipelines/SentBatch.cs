namespace Sensorium.Simulation.Pipelines;

/// <summary>A batch that a producer sends, the same again until it is acknowledged.</summary>
internal sealed class SentBatch(IReadOnlyList<string> values)
{
    public IReadOnlyList<string> Values { get; } = values;

    /// <summary>Of the first record; null before the log has acknowledged the batch.</summary>
    public long? Offset { get; set; }
}
