using System.Globalization;
using Sensorium.Core.Files;

namespace Sensorium.Core.Objects;

/// <summary>
/// Objects as files of a folder. An object appears under its key whole and durable: it is written and synced under
/// <c>.incoming/</c>, then linked (put-if-absent) or renamed (put), then its folder is synced. Several processes may share the
/// folder, each with a numbered place under <c>.incoming/</c> that a kernel lock holds; who opens one clears what a killed owner left.
/// A delete is not durable: a power cut may bring the object back.
/// </summary>
public sealed class LocalObjectStore(IFileSystem files, string root) : IObjectStore, IDisposable
{
    private const string Incoming = ".incoming";
    private const int CopyBlock = 1 << 20;

    /// <summary>Folders remembered as durable; beyond it they are forgotten and synced once more.</summary>
    private const int RememberedFolders = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _durableFolders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settledFolders = new(StringComparer.Ordinal);
    private IDisposable? _lock;
    private string _scratch = "";
    private long _scratchFiles;
    private volatile bool _rootIsDurable;

    public ValueTask<bool> PutIfAbsent(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(key);
        if (files.FileExists(path))
        {
            // Whoever put it may have died before the folder was synced, and the caller now builds on it.
            files.SyncDirectory(FolderOf(path));
            return ValueTask.FromResult(false);
        }

        var scratch = WriteScratch(content.Span);
        try
        {
            var linked = Into(path, () => files.TryLink(scratch, path));
            files.SyncDirectory(FolderOf(path));
            return ValueTask.FromResult(linked);
        }
        finally
        {
            files.DeleteFile(scratch);
        }
    }

    public ValueTask Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(key);
        Place(WriteScratch(content.Span), path);
        return ValueTask.CompletedTask;
    }

    public ValueTask TakeOver(string scratchPath, string key, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(key);

        // Its writer need not have synced it, and a renamed file must never be seen shorter than it was.
        using (var file = files.Open(scratchPath, FileAccessMode.ReadWrite))
        {
            file.Sync();
        }

        try
        {
            Into(path, () => files.Rename(scratchPath, path));
        }
        catch (IOException error) when (error.HResult == Libc.CrossDevice)
        {
            Place(CopyToScratch(scratchPath), path);
            files.DeleteFile(scratchPath);
            return ValueTask.CompletedTask;
        }

        files.SyncDirectory(FolderOf(path));
        return ValueTask.CompletedTask;
    }

    public ValueTask<byte[]?> Get(string key, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(key);
        if (!files.FileExists(path))
        {
            return ValueTask.FromResult<byte[]?>(null);
        }

        Settle(FolderOf(path));
        try
        {
            using var file = files.Open(path, FileAccessMode.Read);
            var content = new byte[file.Length];
            var read = file.Read(content, 0);
            return read == content.Length
                ? ValueTask.FromResult<byte[]?>(content)
                : throw new IOException($"'{path}' became shorter while it was read.");
        }
        catch (FileNotFoundException)
        {
            return ValueTask.FromResult<byte[]?>(null);
        }
    }

    public IAsyncEnumerable<ObjectEntry> List(string prefix, string? startAfter = null, CancellationToken cancellation = default)
    {
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        return Walk(folder, prefix, startAfter ?? "", cancellation).ToAsyncEnumerable();
    }

    public ValueTask Delete(string key, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        files.DeleteFile(PathOf(key));
        return ValueTask.CompletedTask;
    }

    public string? LocalPath(string key)
    {
        var path = PathOf(key);
        return files is LocalFileSystem local && local.FileExists(path) ? local.FullPath(path) : null;
    }

    /// <summary>Gives the place under <c>.incoming/</c> up.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _lock?.Dispose();
            _lock = null;
        }
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') switch
    {
        < 0 => ".",
        0 => "/",
        var slash => path[..slash],
    };

    /// <summary>A key names a file below the root and nothing else.</summary>
    private string PathOf(string key)
    {
        foreach (var part in key.Split('/'))
        {
            if (part is "" or "." or ".." or Incoming || part.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{key}' is no key of an object: a part of it is empty, '.', '..' or '{Incoming}'.", nameof(key));
            }
        }

        return $"{root}/{key}";
    }

    private IEnumerable<ObjectEntry> Walk(string folder, string prefix, string startAfter, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = folder.Length == 0 ? root : $"{root}/{folder[..^1]}";
        if (!files.DirectoryExists(path))
        {
            yield break;
        }

        Settle(path);

        // Keys order by their whole text, in which a folder's name is followed by a slash.
        var children = files.List(path)
            .Where(entry => folder.Length > 0 || entry.Name != Incoming)
            .Select(entry => (Key: folder + entry.Name + (entry.IsDirectory ? "/" : ""), Entry: entry))
            .OrderBy(child => child.Key, StringComparer.Ordinal);
        foreach (var (key, entry) in children)
        {
            if (entry.IsDirectory)
            {
                var wanted = key.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(key, StringComparison.Ordinal);
                var ahead = string.CompareOrdinal(key, startAfter) > 0 || startAfter.StartsWith(key, StringComparison.Ordinal);
                if (wanted && ahead)
                {
                    foreach (var below in Walk(key, prefix, startAfter, cancellation))
                    {
                        yield return below;
                    }
                }
            }
            else if (key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, startAfter) > 0)
            {
                yield return new(key, entry.Length, entry.Modified);
            }
        }
    }

    private void Place(string scratch, string path)
    {
        Into(path, () => files.Rename(scratch, path));
        files.SyncDirectory(FolderOf(path));
    }

    private void Into(string path, Action move) => Into(path, () =>
    {
        move();
        return true;
    });

    /// <summary>Runs what gives the file its name, the folder standing durably; once more where somebody removed the folder meanwhile.</summary>
    private bool Into(string path, Func<bool> move)
    {
        var folder = FolderOf(path);
        MakeFolder(folder);
        try
        {
            return move();
        }
        catch (IOException) when (!files.DirectoryExists(folder))
        {
            lock (_gate)
            {
                _durableFolders.Clear();
            }

            MakeFolder(folder);
            return move();
        }
    }

    private string WriteScratch(ReadOnlySpan<byte> content)
    {
        var path = NewScratch();
        using var file = files.Open(path, FileAccessMode.Create);
        file.Write(content, 0);
        file.Sync();
        return path;
    }

    private string CopyToScratch(string from)
    {
        var path = NewScratch();
        using var source = files.Open(from, FileAccessMode.Read);
        using var target = files.Open(path, FileAccessMode.Create);
        var block = new byte[CopyBlock];
        for (long offset = 0; ;)
        {
            var read = source.Read(block, offset);
            if (read == 0)
            {
                break;
            }

            target.Write(block.AsSpan(0, read), offset);
            offset += read;
        }

        target.Sync();
        return path;
    }

    private string NewScratch()
    {
        lock (_gate)
        {
            if (_lock is null)
            {
                TakePlace();
            }

            return $"{_scratch}/{_scratchFiles++}";
        }
    }

    /// <summary>Takes the first place that nobody holds, and clears what dead owners left in all of them.</summary>
    private void TakePlace()
    {
        var incoming = $"{root}/{Incoming}";
        files.CreateDirectory(incoming);
        foreach (var entry in files.List(incoming).Where(entry => entry.IsDirectory))
        {
            var place = $"{incoming}/{entry.Name}";
            if (files.TryLock($"{place}.lock") is { } held)
            {
                files.DeleteDirectory(place);
                held.Dispose();
            }
        }

        for (var number = 0; ; number++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{incoming}/{number}");
            if (files.TryLock($"{place}.lock") is { } held)
            {
                files.CreateDirectory(place);
                (_lock, _scratch) = (held, place);
                return;
            }
        }
    }

    /// <summary>Makes the folder stand durably, with every folder above it.</summary>
    private void MakeFolder(string folder)
    {
        lock (_gate)
        {
            if (_durableFolders.Contains(folder))
            {
                return;
            }
        }

        files.CreateDirectory(folder);
        SyncEntry(folder);
        lock (_gate)
        {
            if (_durableFolders.Count >= RememberedFolders)
            {
                _durableFolders.Clear();
            }

            _durableFolders.Add(folder);
        }
    }

    /// <summary>
    /// Syncs the folders above, which hold this one's name, also where another process created them: it may have been killed before
    /// it did. Above the root that is done once.
    /// </summary>
    private void SyncEntry(string folder)
    {
        for (var below = folder; below.Length > root.Length; below = FolderOf(below))
        {
            files.SyncDirectory(FolderOf(below));
        }

        if (_rootIsDurable)
        {
            return;
        }

        try
        {
            for (var below = root; below is not ("." or "/"); below = FolderOf(below))
            {
                files.SyncDirectory(FolderOf(below));
            }
        }
        catch (UnauthorizedAccessException)
        {
            // What this user may not read, no process of his has created.
        }

        _rootIsDurable = true;
    }

    /// <summary>
    /// Before the first read in a folder: what a killed process linked but had not synced is made durable, because the reader will
    /// act on it.
    /// </summary>
    private void Settle(string folder)
    {
        lock (_gate)
        {
            if (_settledFolders.Contains(folder))
            {
                return;
            }
        }

        files.SyncDirectory(folder);
        SyncEntry(folder);
        lock (_gate)
        {
            if (_settledFolders.Count >= RememberedFolders)
            {
                _settledFolders.Clear();
            }

            _settledFolders.Add(folder);
        }
    }
}
