namespace Sensorium.Web.Map;

/// <summary>A piece of the earth between two parallels and two meridians, in degrees.</summary>
internal readonly record struct MapBox(double South, double West, double North, double East)
{
    internal bool Contains(double latitude, double longitude) =>
        latitude >= South && latitude <= North && longitude >= West && longitude <= East;
}
