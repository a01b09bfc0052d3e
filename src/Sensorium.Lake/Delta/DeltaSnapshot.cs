using Sensorium.Core;

namespace Sensorium.Lake.Delta;

/// <summary>A table as of one version.</summary>
/// <param name="Applications">Newest epoch by application id.</param>
public sealed record DeltaSnapshot(
    long Version,
    Schema Schema,
    IReadOnlyList<string> PartitionColumns,
    IReadOnlyList<DeltaFile> Files,
    IReadOnlyDictionary<string, long> Applications);
