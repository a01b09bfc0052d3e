using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Sources;

/// <summary>
/// Files as finite input: each is one partition, numbered in the order given. A position is the offset of a record's first byte in the
/// uncompressed text. Files are plain or gzip, which their first bytes tell.
/// </summary>
public sealed class FileSource : ISource, IDisposable
{
    private readonly FilePartition[] _partitions;

    /// <param name="stream">The stream's physical name.</param>
    /// <exception cref="SensoriumException">SN4102 where a file does not stand.</exception>
    public FileSource(IFileSystem files, string stream, IReadOnlyList<string> paths, RecordFormat format, CsvOptions csv)
    {
        Stream = stream;
        foreach (var path in paths)
        {
            if (!files.FileExists(path))
            {
                throw new SensoriumException(
                    "SN4102", $"There is no file '{path}' to read {stream} from.", "Check the path and the working folder.");
            }
        }

        _partitions =
            [.. paths.Select((path, number) => new FilePartition(number, path, files.Open(path, FileAccessMode.Read), format, csv))];
    }

    public string Stream { get; }

    public IReadOnlyList<ISourcePartition> Partitions => _partitions;

    /// <summary>
    /// The column names of a CSV file's header, for <see cref="Decode.StreamDecoder.SetHeader"/>; null where it has none.
    /// </summary>
    public IReadOnlyList<string>? Header(int partition) => _partitions[partition].Header;

    public void Dispose()
    {
        foreach (var partition in _partitions)
        {
            partition.Dispose();
        }
    }
}
