using Sensorium.Core.Files;

namespace Sensorium.Simulation.Disks;

public sealed class LocalFileSystemContractTests : FileSystemContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sensorium-files-").FullName;

    protected override IFileSystem Files => new LocalFileSystem(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
