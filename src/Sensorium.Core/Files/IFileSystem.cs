namespace Sensorium.Core.Files;

/// <summary>
/// The file system as streams, checkpoints and the lake see it. The local one is the machine's; the simulation's keeps written and
/// synced state apart and can lose, tear or refuse at any call. Paths are absolute or relative to the root the file system was made
/// for, with <c>/</c>. Missing files and full disks come as the <see cref="IOException"/>s that .NET throws.
/// </summary>
public interface IFileSystem
{
    IFile Open(string path, FileAccessMode mode);

    bool FileExists(string path);

    bool DirectoryExists(string path);

    /// <summary>
    /// Creates the folder and its parents; nothing happens where it stands. Durable only after <see cref="SyncDirectory"/> on the parent.
    /// </summary>
    void CreateDirectory(string path);

    /// <summary>Direct children, sorted by name in ordinal order; empty where the folder does not exist.</summary>
    IReadOnlyList<FileEntry> List(string directory);

    /// <summary>Removes a file; nothing happens where it does not stand.</summary>
    void DeleteFile(string path);

    /// <summary>Removes a folder and all in it; nothing happens where it does not stand.</summary>
    void DeleteDirectory(string path);

    /// <summary>Renames atomically, replacing <paramref name="to"/>. Durable after <see cref="SyncDirectory"/>.</summary>
    void Rename(string from, string to);

    /// <summary>link(2): gives the file a second name if that name is free. The only put-if-absent that a local disk offers.</summary>
    /// <returns>False where <paramref name="to"/> is taken.</returns>
    bool TryLink(string from, string to);

    /// <summary>Makes the entries of a folder durable.</summary>
    void SyncDirectory(string path);

    /// <summary>Takes the kernel's exclusive lock on a file, which it creates, until disposed or the process dies.</summary>
    /// <returns>Null where another owner has it.</returns>
    IDisposable? TryLock(string path);
}
