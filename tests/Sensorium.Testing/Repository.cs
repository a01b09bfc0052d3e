namespace Sensorium.Testing;

/// <summary>The repository that the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>Every C# file under a folder of the root, without what the build makes.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(Path(folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Sensorium.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
