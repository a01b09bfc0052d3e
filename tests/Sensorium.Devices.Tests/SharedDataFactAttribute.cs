namespace Sensorium.Devices.Tests;

/// <summary>A test that needs a file of the folder <c>shared/data</c> beside the repository, and says so where it is not there.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string file)
    {
        if (!File.Exists(PathOf(file)))
        {
            Skip = $"../shared/data/{file} is not there.";
        }
    }

    public static string PathOf(string file) => Path.Combine(Cities.Repository, "..", "shared", "data", file);
}
