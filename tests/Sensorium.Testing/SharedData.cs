namespace Sensorium.Testing;

/// <summary>The folder <c>shared</c> beside the repository, which is not part of it.</summary>
public static class SharedData
{
    /// <param name="name">A file or folder below <c>shared</c>.</param>
    public static string PathOf(string name) => Path.GetFullPath(Repository.Path("..", "shared", name));

    /// <returns>
    /// Null where the file or folder is there, else the reason to skip a test. It begins with "needs" and the path from the repository's
    /// root, by which the gate tells what cannot run from what was left out.
    /// </returns>
    public static string? Missing(string name) => Path.Exists(PathOf(name)) ? null : $"needs ../shared/{name}";
}
