using Sensorium.Core.Files;

namespace Sensorium.Testing;

/// <summary>A file system whose writes and syncs can be made to fail.</summary>
public sealed class FaultyFileSystem(IFileSystem inner) : IFileSystem
{
    /// <summary>Bytes that may still be written; a write beyond writes what fits and fails.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Syncs of files fail.</summary>
    public bool SyncFails { get; set; }

    /// <summary>Syncs of folders fail.</summary>
    public bool DirectorySyncFails { get; set; }

    public int Syncs { get; set; }

    /// <summary>Holds back writes while it is not set.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    public IFile Open(string path, FileAccessMode mode) => new FaultyFile(this, inner.Open(path, mode));

    public bool FileExists(string path) => inner.FileExists(path);

    public bool DirectoryExists(string path) => inner.DirectoryExists(path);

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public IReadOnlyList<FileEntry> List(string directory) => inner.List(directory);

    public void DeleteFile(string path) => inner.DeleteFile(path);

    public void DeleteDirectory(string path) => inner.DeleteDirectory(path);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public bool TryLink(string from, string to) => inner.TryLink(from, to);

    public void SyncDirectory(string path)
    {
        if (DirectorySyncFails)
        {
            throw new IOException("Input/output error", 5);
        }

    }

    public IDisposable? TryLock(string path) => inner.TryLock(path);
}
