namespace Sensorium.Tests.RealInput;

/// <summary>The folder <c>shared/data</c> beside the repository, which is not part of it.</summary>
internal static class SharedData
{
    public static string PathOf(string file) => Path.GetFullPath(Repository.Path("..", "shared", "data", file));
}
