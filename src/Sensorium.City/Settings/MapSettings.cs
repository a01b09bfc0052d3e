namespace Sensorium.City.Settings;

internal sealed class MapSettings
{
    [Setting("The streets to draw: gothenburg, which come with the program, or a GeoJSON export of OpenStreetMap in the city's folder.")]
    public string? Streets { get; init; }
}
