using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

/// <summary>A data folder whose lake holds what a test writes into it, and calls of the program on it.</summary>
internal sealed class TestCity : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalObjectStore _objects;
    private readonly EpochWriter _writer;

    public TestCity()
    {
        _objects = new(new LocalFileSystem(Path.Combine(Folder, "data", "lake")), ".");
        Tables = new(_objects, LakeCatalog.FolderOf, Path.Combine(Folder, "scratch"), TimeProvider.System);
        _writer = new(Tables);
        File.WriteAllText(Path.Combine(Folder, "city.json"), """{"format": 1, "name": "Test", "query": {"timeout": "20 s"}}""");
    }

    public string Folder => _folder.Path;

    public string Data => Path.Combine(Folder, "data");

    public DeltaTableStore Tables { get; }

    /// <inheritdoc cref="EpochWriter.Commit"/>
    public Task Commit(string table, params (string Id, long N, double? X, string Day)[] rows) => _writer.Commit(table, rows);

    public Task<Run> Sensorium(params string[] arguments) => Run.Of([.. arguments, "--city", Folder, "--data", Data]);

    public void Dispose()
    {
        Tables.Dispose();
        _objects.Dispose();
        _folder.Dispose();
    }
}
