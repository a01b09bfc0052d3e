namespace Sensorium.Lake.Tests;

/// <summary>The folder <c>shared</c> beside the repository, which is not part of it.</summary>
internal static class SharedData
{
    public static string PathOf(string file)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sensorium.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.GetFullPath(Path.Combine(folder, "..", "shared", file));
    }
}
