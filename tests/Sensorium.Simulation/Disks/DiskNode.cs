namespace Sensorium.Simulation.Disks;

/// <summary>A file or folder without its name, as an inode is.</summary>
internal abstract class DiskNode
{
    /// <summary>In order of making. What the seed decides for nodes it decides in this order, since their names may be random.</summary>
    internal required long Number { get; init; }

    internal DateTimeOffset Modified { get; set; }
}
