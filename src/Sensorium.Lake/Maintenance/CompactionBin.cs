using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Maintenance;

/// <summary>Files of one partition that become one.</summary>
internal sealed record CompactionBin(IReadOnlyDictionary<string, string?> Partition, IReadOnlyList<DeltaFile> Files);
