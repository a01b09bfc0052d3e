namespace Sensorium.Tests.RealInput;

/// <summary>A test that needs a file of the folder <c>shared/data</c> beside the repository, and says so where it is not there.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string file)
    {
        if (!File.Exists(SharedData.PathOf(file)))
        {
            Skip = $"../shared/data/{file} is not there.";
        }
    }
}
