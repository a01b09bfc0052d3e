using System.Globalization;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;

namespace Sensorium.Lake.DuckDb;

/// <summary>
/// A private local folder for one piece of work, gone when disposed: what DuckDB writes before an object store takes it over, what it
/// spills, and copies of objects that are no plain files. A kernel lock tells one in use from one that a killed process left behind.
/// </summary>
internal sealed class DuckScratch : IDisposable
{
    private const string LockName = "lock";

    /// <summary>A folder younger than this may be about to get its lock. A folder without a lock file counts as abandoned after a day.</summary>
    private static readonly TimeSpan _young = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _old = TimeSpan.FromDays(1);

    private readonly IDisposable? _lock;
    private long _files;

    /// <param name="root">Where such folders are made.</param>
    public DuckScratch(string root)
    {
        Folder = Path.Combine(Path.GetFullPath(root), Guid.NewGuid().ToString("N"));
        PrivateFiles.CreateDirectory(Folder);
        _lock = new LocalFileSystem().TryLock(Path.Combine(Folder, LockName));
    }

    public string Folder { get; }

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

    /// <summary>Removes what processes that were killed have left.</summary>
    /// <param name="root">Where such folders are made.</param>
    /// <param name="own">A folder in there that this process uses without a lock.</param>
    /// <returns>How many it removed.</returns>
    public static int RemoveAbandoned(string root, string own, DateTimeOffset now)
    {
        var removed = 0;
        if (!Directory.Exists(root))
        {
            return removed;
        }

        var files = new LocalFileSystem();
        foreach (var folder in new DirectoryInfo(root).EnumerateDirectories())
        {
            var held = Path.Combine(folder.FullName, LockName);
            var age = now - folder.LastWriteTimeUtc;
            if (folder.FullName == own || age < (File.Exists(held) ? _young : _old))
            {
                continue;
            }

            using var free = File.Exists(held) ? files.TryLock(held) : null;
            if (free is not null || !File.Exists(held))
            {
                folder.Delete(recursive: true);
                removed++;
            }
        }

        return removed;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        finally
        {
            _lock?.Dispose();
        }
    }
}
