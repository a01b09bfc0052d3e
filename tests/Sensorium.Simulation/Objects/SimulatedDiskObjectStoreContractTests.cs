using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Simulation.Disks;

namespace Sensorium.Simulation.Objects;

public sealed class SimulatedDiskObjectStoreContractTests : ObjectStoreContract
{
    public SimulatedDiskObjectStoreContractTests() => Store = new LocalObjectStore(Files, "lake");

    protected override IFileSystem Files { get; } = new SimulatedDisk(seed: 1);

    protected override IObjectStore Store { get; }
}
