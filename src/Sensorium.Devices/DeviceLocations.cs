using System.Text;
using Sensorium.Core;
using Sensorium.Devices.Generation;
using Sensorium.Devices.Streets;

namespace Sensorium.Devices;

/// <summary>
/// Where the devices of a fleet stand that stay where they are: beside streets, spread evenly over each kind. They say nothing of it in
/// their messages, as meters do not; a city keeps it in a reference table.
/// </summary>
public static class DeviceLocations
{
    /// <summary>Places tried for each device; the one farthest from those of its kind is taken.</summary>
    private const int Tries = 12;

    /// <summary>The sensors and weather stations by id, the same for the same fleet and streets.</summary>
    public static IEnumerable<(string Id, GeoPoint Place)> Of(FleetDefinition fleet, StreetGraph streets)
    {
        var taken = new Dictionary<DeviceType, List<GeoPoint>>();
        foreach (var (id, type) in Ids(fleet))
        {
            if (type is DeviceType.Vehicle or DeviceType.Phone)
            {
                continue;
            }

            taken.TryAdd(type, []);
            var random = new DeviceRandom(DeviceRandom.Seed(fleet.Seed, Encoding.UTF8.GetBytes(id)));
            var place = Enumerable.Range(0, Tries).Select(_ => Draw(streets, ref random))
                .MaxBy(candidate => Distance(candidate, taken[type]));
            taken[type].Add(place);
            yield return (id, place);
        }
    }

    private static IEnumerable<(string Id, DeviceType Type)> Ids(FleetDefinition fleet)
    {
        foreach (var device in fleet.Devices)
        {
            yield return (device.Id, device.Type);
        }

        foreach (var group in fleet.Groups)
        {
            for (var number = 1; number <= group.Count; number++)
            {
                yield return ($"{group.Prefix}{number:d6}", group.Type);
            }
        }
    }

    private static GeoPoint Draw(StreetGraph streets, ref DeviceRandom random)
    {
        while (true)
        {
            ref readonly var edge = ref streets.Edges[random.NextInt(streets.EdgeCount)];
            if (edge.IsWalkable)
            {
                return streets.PointAt(in edge, (float)(random.NextDouble() * edge.Length));
            }
        }
    }

    private static double Distance(GeoPoint place, List<GeoPoint> others) => others.Count == 0
        ? 0
        : others.Min(other => Earth.Metres(place.Latitude, place.Longitude, other.Latitude, other.Longitude));
}
