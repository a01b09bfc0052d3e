using Sensorium.Core.Files;
using Sensorium.Core.Sources;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Sources;

/// <summary>Files as a stream that ends: each is one partition, numbered in the order given. <c>.gz</c> is read as gzip.</summary>
public sealed class FileSource : ISource
{
    private readonly List<FilePartition> _partitions;

    public FileSource(IFileSystem files, StreamDefinition stream, IReadOnlyList<string> paths)
    {
        Stream = stream.PhysicalName;
        _partitions = [.. paths.Select((path, number) => new FilePartition(files, path, number, stream))];
    }

    public string Stream { get; }

    public IReadOnlyList<ISourcePartition> Partitions => _partitions;

    /// <summary>The names that the first file's header gives; null where it has none.</summary>
    public IReadOnlyList<string>? Header => _partitions is [var first, ..] ? first.Header : null;
}
