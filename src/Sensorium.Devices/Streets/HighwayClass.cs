namespace Sensorium.Devices.Streets;

/// <summary>What a class of way means for a driver where the map says nothing more.</summary>
internal static class HighwayClass
{
    /// <summary>
    /// The usual limit in km/h, or 0 where cars do not drive. Sweden's cities: 50 in built-up areas, more on the roads through.
    /// </summary>
    public static int DefaultSpeed(string highway) => highway switch
    {
        "motorway" => 90,
        "trunk" or "primary" => 70,
        "motorway_link" or "trunk_link" or "primary_link" => 60,
        "secondary" or "secondary_link" or "tertiary" or "tertiary_link" or "unclassified" => 50,
        "residential" or "road" => 40,
        "service" => 20,
        "living_street" => 10,
        _ => 0,
    };

    /// <summary>Ways that are one-way without a sign.</summary>
    public static bool IsOneWay(string highway) => highway is "motorway" or "motorway_link";

    /// <summary>Roads whose junctions have traffic lights.</summary>
    public static bool IsMain(string highway) =>
        highway is "primary" or "secondary" or "tertiary" or "primary_link" or "secondary_link" or "tertiary_link";

    public static bool IsWalkable(string highway) => highway is not ("motorway" or "motorway_link" or "trunk" or "trunk_link");
}
