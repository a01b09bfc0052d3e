using System.Buffers;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Devices.Streets;

/// <summary>
/// A street net as compact JSON to draw a map from: <c>{"bounds": [south, west, north, east], "ways": [{"class", "name", "line"}]}</c>. A
/// line is its first latitude and longitude and then the steps from point to point, all in hundred-thousandths of a degree, about a metre.
/// Busy ways come last, so that they are drawn above the others.
/// </summary>
public static class StreetMap
{
    private const double Scale = 1e5;

    private static readonly string[] _classes = ["other", "residential", "tertiary", "secondary", "primary", "trunk", "motorway"];

    /// <summary>Gothenburg's streets, which come with the program.</summary>
    /// <exception cref="SensoriumException">SN7001: the file is missing.</exception>
    public static byte[] WriteGothenburg() => Write(BundledData.Read("gothenburg-streets.geojson"));

    /// <param name="geoJson">A FeatureCollection exported from OpenStreetMap, tags as properties.</param>
    /// <exception cref="SensoriumException">SN7008: not such a map, or one without drivable streets.</exception>
    public static byte[] Write(ReadOnlySpan<byte> geoJson)
    {
        var streets = GeoJsonWays.Read(geoJson);
        if (streets.Count == 0)
        {
            throw new SensoriumException(
                "SN7008",
                "The street map has no drivable streets.",
                "Give a GeoJSON FeatureCollection exported from OpenStreetMap with the highway tag in its properties.");
        }

        var points = streets.SelectMany(street => street.Points).ToList();
        var output = new ArrayBufferWriter<byte>(1 << 20);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("bounds");
            json.WriteNumberValue(points.Min(point => point.Latitude));
            json.WriteNumberValue(points.Min(point => point.Longitude));
            json.WriteNumberValue(points.Max(point => point.Latitude));
            json.WriteNumberValue(points.Max(point => point.Longitude));
            json.WriteEndArray();
            json.WriteStartArray("ways");
            foreach (var street in streets.OrderBy(street => Array.IndexOf(_classes, ClassOf(street.Highway))))
            {
                Write(json, street);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static string ClassOf(string highway)
    {
        var name = highway.EndsWith("_link", StringComparison.Ordinal) ? highway[..^"_link".Length] : highway;
        return name == "living_street" ? "residential" : _classes.Contains(name) ? name : "other";
    }

    private static void Write(Utf8JsonWriter json, Street street)
    {
        json.WriteStartObject();
        json.WriteString("class", ClassOf(street.Highway));
        if (street.Name.Length > 0)
        {
            json.WriteString("name", street.Name);
        }

        json.WriteStartArray("line");
        var (latitude, longitude) = (0L, 0L);
        for (var i = 0; i < street.Points.Count; i++)
        {
            var (north, east) = ((long)Math.Round(street.Points[i].Latitude * Scale), (long)Math.Round(street.Points[i].Longitude * Scale));
            if (i == 0 || north != latitude || east != longitude)
            {
                json.WriteNumberValue(north - latitude);
                json.WriteNumberValue(east - longitude);
            }

            (latitude, longitude) = (north, east);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
