using Sensorium.Core.Files;

namespace Sensorium.Simulation.Disks;

public sealed class SimulatedDiskContractTests : FileSystemContract
{
    protected override IFileSystem Files { get; } = new SimulatedDisk(seed: 1);
}
