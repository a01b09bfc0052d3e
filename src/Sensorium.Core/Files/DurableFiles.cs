namespace Sensorium.Core.Files;

/// <summary>Folders and small files that survive a power cut whole or not at all.</summary>
public static class DurableFiles
{
    /// <summary>
    /// Creates the folder and those above it that are missing, and syncs the entries of all of them: a process that was killed may have
    /// made one and not synced it.
    /// </summary>
    public static void CreateDirectory(IFileSystem files, string path)
    {
        files.CreateDirectory(path);
        while (path is not ("." or "/"))
        {
            path = ParentOf(path);
            try
            {
                files.SyncDirectory(path);
            }
            catch (UnauthorizedAccessException)
            {
                return; // A folder that we may not open is none that we made, nor are those above it.
            }
        }
    }

    /// <summary>Puts the content in the file's place at once.</summary>
    public static void Replace(IFileSystem files, string path, ReadOnlySpan<byte> content) =>
        Replace(files, path, content, FileAccessMode.Create);

    /// <summary>Puts the content in the file's place at once, for the owner's eyes alone.</summary>
    public static void ReplacePrivate(IFileSystem files, string path, ReadOnlySpan<byte> content) =>
        Replace(files, path, content, FileAccessMode.CreatePrivate);

    /// <summary>All of a small file.</summary>
    public static byte[] Read(IFileSystem files, string path)
    {
        using var file = files.Open(path, FileAccessMode.Read);
        var content = new byte[file.Length];
        return content[..file.Read(content, 0)];
    }

    private static void Replace(IFileSystem files, string path, ReadOnlySpan<byte> content, FileAccessMode mode)
    {
        var fresh = path + ".new";
        using (var file = files.Open(fresh, mode))
        {
            file.Write(content, 0);
            file.Sync();
        }

        files.Rename(fresh, path);
        files.SyncDirectory(ParentOf(path));
    }

    private static string ParentOf(string path) => path.TrimEnd('/').LastIndexOf('/') switch
    {
        < 0 => ".",
        0 => "/",
        var slash => path[..slash],
    };
}
