namespace Sensorium.Tests.RealInput;

/// <summary>The data sets of the npm package that the build takes its weather from.</summary>
internal static class NpmData
{
    public static string PathOf(string file) => Repository.Path("node_modules", "vega-datasets", "data", file);
}
