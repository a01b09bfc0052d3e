using Sensorium.Core;

namespace Sensorium.Devices;

/// <summary>The files that the build lays beside the program, in <c>data/</c>.</summary>
internal static class BundledData
{
    public static byte[] Read(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "data", name);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (IOException error)
        {
            throw new SensoriumException(
                "SN7001",
                $"The data file {path}, which belongs beside the program, cannot be read: {error.Message}",
                "Build or install again; the build takes the file from an npm package and copies it there.",
                error);
        }
    }
}
