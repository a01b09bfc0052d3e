namespace Sensorium.Lake.Delta;

/// <summary>A data file that a commit has removed, and older snapshots still read.</summary>
/// <param name="Removed">Milliseconds since 1970.</param>
internal sealed record DeltaTombstone(string Path, IReadOnlyDictionary<string, string?> Partition, long Size, long Removed);
