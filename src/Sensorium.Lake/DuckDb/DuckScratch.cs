using System.Globalization;
using Sensorium.Core.Objects;

namespace Sensorium.Lake.DuckDb;

/// <summary>
/// A private local folder for one piece of work, gone when disposed: what DuckDB writes before an object store takes it over, what it
/// spills, and copies of objects that are no plain files.
/// </summary>
internal sealed class DuckScratch : IDisposable
{
    private long _files;

    /// <param name="root">Where such folders are made.</param>
    public DuckScratch(string root)
    {
        Folder = Path.Combine(Path.GetFullPath(root), Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    /// <summary>A database with one thread, on which equal work gives equal rows in an equal order; it spills here.</summary>
    /// <param name="memory">In bytes; beyond it, it spills.</param>
    public DuckDatabase Open(long memory) => new(new Dictionary<string, string>
    {
        ["threads"] = "1",
        ["memory_limit"] = string.Create(CultureInfo.InvariantCulture, $"{memory}B"),
        ["temp_directory"] = Path.Combine(Folder, "spill"),

        // What one thread does has an order of its own; only so a row group can end by its bytes.
        ["preserve_insertion_order"] = "false",
    });

    public string NewFile(string extension) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{_files++}{extension}"));

    /// <summary>The object as a file that DuckDB can read: where it lies, else a copy here.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public async ValueTask<string> PathOf(IObjectStore objects, string key, CancellationToken cancellation)
    {
        if (objects.LocalPath(key) is { } local)
        {
            return local;
        }

        var content = await objects.Get(key, cancellation) ?? throw new FileNotFoundException($"There is no object {key}.", key);
        var copy = NewFile(".parquet");
        File.WriteAllBytes(copy, content); // Not async, which would leave the scheduler's thread.
        return copy;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
