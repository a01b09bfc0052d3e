using Sensorium.City.Folders;
using Sensorium.Core;
using Sensorium.Devices.Streets;

namespace Sensorium.City.Web;

/// <summary>The streets that a city's map is drawn from, by its setting <c>map.streets</c>.</summary>
internal static class CityStreets
{
    private const string Bundled = "gothenburg";

    /// <returns>Reads the streets and writes them for a map; null where the city has none.</returns>
    /// <exception cref="SensoriumException">SN6047: the setting names no file.</exception>
    public static Func<byte[]>? Of(CityFolder city)
    {
        if (city.Settings.Map.Streets is not { } streets)
        {
            return null;
        }

        if (streets == Bundled)
        {
            return StreetMap.WriteGothenburg;
        }

        var path = Path.GetFullPath(streets, city.Folder);
        return File.Exists(path)
            ? () => StreetMap.Write(File.ReadAllBytes(path))
            : throw new SensoriumException(
                "SN6047",
                $"map.streets is '{streets}', and the city's folder has no such file.",
                "write gothenburg, or the path of a GeoJSON file from the city's folder.");
    }
}
