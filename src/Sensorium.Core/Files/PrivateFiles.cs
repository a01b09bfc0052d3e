namespace Sensorium.Core.Files;

/// <summary>Files that other accounts of the machine may not open.</summary>
public static class PrivateFiles
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates a folder for its owner alone; one that stands keeps its mode.</summary>
    public static void CreateDirectory(string path)
    {
        Libc.RequireLinux();
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, FolderMode);
        }
    }

    /// <summary>
    /// From now on all that this process makes, in whatever way, is for its owner alone, whatever mask it was started with. A file system's
    /// default access list still counts.
    /// </summary>
    public static void Require() => _ = Libc.Umask((int)Others);

    /// <summary>
    /// The first file or folder under a path, itself among them, that another account may open; null where there is none.
    /// </summary>
    /// <remarks>What lies in a folder that nobody else may enter is safe and not looked at. Links are not followed.</remarks>
    public static string? FindOpen(string path)
    {
        var info = new DirectoryInfo(path);
        if ((info.UnixFileMode & Others) == 0)
        {
            return null;
        }

        // A folder whose names can be seen is as well as it was made; what it holds must not be read.
        foreach (var entry in info.EnumerateFileSystemInfos())
        {
            var found = entry switch
            {
                { Attributes: var attributes } when attributes.HasFlag(FileAttributes.ReparsePoint) => null,
                DirectoryInfo { Exists: true } folder => FindOpen(folder.FullName),
                { Exists: true } => (entry.UnixFileMode & Others) == 0 ? null : entry.FullName,
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
