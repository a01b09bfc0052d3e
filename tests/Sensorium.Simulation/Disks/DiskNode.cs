namespace Sensorium.Simulation.Disks;

/// <summary>A file or folder without its name, as an inode is.</summary>
internal abstract class DiskNode
{
    internal DateTimeOffset Modified { get; set; }
}
