using System.Diagnostics;

namespace Sensorium.Testing;

/// <summary>A disk of a few MiB in memory, which only root may mount.</summary>
public sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<string?> _refusal = new(() =>
    {
        try
        {
            using var disk = new SmallDisk(1);
            return null;
        }
        catch (IOException error)
        {
            return $"no disk can be mounted here: {error.Message}";
        }
    });

    private bool _isCovered;

    public SmallDisk(int mebibytes)
    {
        try
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", Folder);
        }
        catch
        {
            Directory.Delete(Folder);
            throw;
        }
    }

    /// <summary>Why there can be none; null where there can.</summary>
    public static string? Refusal => _refusal.Value;

    public string Folder { get; } = Directory.CreateTempSubdirectory("sensorium-").FullName;

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Takes all room but so much.</summary>
    public void FillBut(int bytes) => File.WriteAllBytes(Filler, new byte[new DriveInfo(Folder).AvailableFreeSpace - bytes]);

    public void Empty() => File.Delete(Filler);

    /// <summary>Lays a read-only mount of itself over it, which also works while files are open.</summary>
    public void MakeReadOnly()
    {
        Run("mount", "--bind", Folder, Folder);
        _isCovered = true;
        for (var tries = 1; ; tries++)
        {
            try
            {
                Run("mount", "-o", "remount,bind,ro", Folder);
                return;
            }
            catch (IOException) when (tries < 100)
            {
                Thread.Sleep(20); // Somebody has a file open for writing that he opened since the mount lay there.
            }
        }
    }

    public void MakeWritable()
    {
        Run("umount", "-l", Folder);
        _isCovered = false;
    }

    public void Dispose()
    {
        if (_isCovered)
        {
            MakeWritable();
        }

        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException(said.Trim());
        }
    }
}
