using Sensorium.Core.Files;

namespace Sensorium.Simulation.Disks;

public sealed class LocalFileSystemContractTests : FileSystemContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override IFileSystem Files => new LocalFileSystem(_folder.Path);

    public void Dispose() => _folder.Dispose();
}
