namespace Sensorium.Lake.Tests;

/// <summary>A theory that needs a file of the folder <c>shared</c> beside the repository, and says so where it is not there.</summary>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string file)
    {
        if (!Path.Exists(SharedData.PathOf(file)))
        {
            Skip = $"../shared/{file} is not there.";
        }
    }
}
