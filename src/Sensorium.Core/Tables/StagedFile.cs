namespace Sensorium.Core.Tables;

/// <summary>A finished data file, listed by the checkpoint before the table knows of it.</summary>
/// <param name="Path">Relative to the table's folder, not encoded.</param>
/// <param name="Partition">Partition column → value as Delta writes it; null for a null.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Statistics">Delta's stats JSON.</param>
public sealed record StagedFile(string Path, IReadOnlyDictionary<string, string?> Partition, long Size, long Rows, string Statistics);
