namespace Sensorium.Lake.Delta;

/// <summary>A data file that a snapshot holds.</summary>
/// <param name="Path">Relative to the table, not encoded.</param>
public sealed record DeltaFile(string Path, IReadOnlyDictionary<string, string?> Partition, long Size, string? Statistics);
