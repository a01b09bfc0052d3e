namespace Sensorium.Simulation.Disks;

/// <summary>Names as processes see them, and as a power cut leaves them if nothing else becomes durable.</summary>
internal sealed class DiskFolder : DiskNode
{
    internal SortedDictionary<string, DiskNode> Entries { get; private set; } = new(StringComparer.Ordinal);

    internal SortedDictionary<string, DiskNode> DurableEntries { get; } = new(StringComparer.Ordinal);

    /// <summary>After a power cut: what was durable is all there is.</summary>
    internal void Revert() => Entries = new(DurableEntries, StringComparer.Ordinal);
}
