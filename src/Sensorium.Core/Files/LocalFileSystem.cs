using System.Runtime.InteropServices;

namespace Sensorium.Core.Files;

/// <summary>The machine's file system. Linux only: links, kernel locks and synced folders are what durability is made of here.</summary>
public sealed class LocalFileSystem : IFileSystem
{
    private readonly string _root;
    private readonly bool _keepsModes;

    /// <param name="root">Where relative paths start; relative itself to the process's working folder. It need not stand yet.</param>
    /// <param name="keepsModes">Whether a file that takes another's place gets its mode too.</param>
    public LocalFileSystem(string root = ".", bool keepsModes = false)
    {
        Libc.RequireLinux();
        _root = Path.GetFullPath(root);
        _keepsModes = keepsModes;
    }

    /// <summary>The absolute path on this machine.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, _root);

    public IFile Open(string path, FileAccessMode mode) => new LocalFile(FullPath(path), mode);

    public bool FileExists(string path) => File.Exists(FullPath(path));

    public bool DirectoryExists(string path) => Directory.Exists(FullPath(path));

    public void CreateDirectory(string path) => Directory.CreateDirectory(FullPath(path));

    public IReadOnlyList<FileEntry> List(string directory)
    {
        var entries = new List<FileEntry>();
        try
        {
            // A file that is deleted while we list has no length any more: it is not there.
            foreach (var info in new DirectoryInfo(FullPath(directory)).EnumerateFileSystemInfos())
            {
                if (!info.Exists)
                {
                    continue;
                }

                var isDirectory = info.Attributes.HasFlag(FileAttributes.Directory);
                var length = isDirectory ? 0 : ((FileInfo)info).Length;
                entries.Add(new(info.Name, length, isDirectory, new(info.LastWriteTimeUtc)));
            }
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }

        entries.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return entries;
    }

    public void DeleteFile(string path)
    {
        try
        {
            File.Delete(FullPath(path));
        }
        catch (DirectoryNotFoundException)
        {
            // Not standing is what was asked for.
        }
    }

    public void DeleteDirectory(string path)
    {
        try
        {
            Directory.Delete(FullPath(path), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Not standing is what was asked for.
        }
    }

    /// <summary>rename(2) itself: <see cref="File.Move(string, string, bool)"/> would copy across devices, which is not atomic.</summary>
    public void Rename(string from, string to)
    {
        var (source, target) = (FullPath(from), FullPath(to));
        if (_keepsModes && !OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(source, File.GetUnixFileMode(target));
        }

        if (Libc.Rename(source, target) != 0)
        {
            throw Libc.Failure(Marshal.GetLastPInvokeError(), $"{source}' → '{target}");
        }
    }

    public bool TryLink(string from, string to)
    {
        var (source, target) = (FullPath(from), FullPath(to));
        if (Libc.Link(source, target) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Libc.Exists ? false : throw Libc.Failure(error, $"{source}' → '{target}");
    }

    public void SyncDirectory(string path)
    {
        var full = FullPath(path);
        using var handle = Libc.Open(full, Libc.ReadOnly | Libc.CloseOnExec, 0);
        if (handle.IsInvalid)
        {
            throw Libc.Failure(Marshal.GetLastPInvokeError(), full);
        }

        while (Libc.Fsync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.InvalidArgument)
            {
                return; // A file system whose folders need no sync says so like this.
            }

            if (error != Libc.Interrupted)
            {
                throw Libc.Failure(error, full);
            }
        }
    }

    public IDisposable? TryLock(string path)
    {
        var full = FullPath(path);
        var handle = Libc.Open(full, Libc.ReadWrite | Libc.CreateMissing | Libc.CloseOnExec, Libc.OwnerOnly);
        if (handle.IsInvalid)
        {
            throw Libc.Failure(Marshal.GetLastPInvokeError(), full);
        }

        while (Libc.Flock(handle, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.Interrupted)
            {
                continue;
            }

            handle.Dispose();
            return error == Libc.Again ? null : throw Libc.Failure(error, full);
        }

        return handle;
    }
}
