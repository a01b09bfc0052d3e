using System.Text.Json;
using Sensorium.Devices.Streets;

namespace Sensorium.Devices.Tests.Generation;

public sealed class TrafficTests
{
    private static readonly List<RecordingSink.Message> Drive = Cities.Run(Cities.OfType("vehicle", 40), TimeSpan.FromMinutes(8));

    [Fact]
    public void Vehicles_stay_on_the_streets_and_obey_their_limits()
    {
        var graph = Cities.Streets;
        foreach (var message in Drive.Where((_, index) => index % 97 == 0))
        {
            var (latitude, longitude, speed) = Fix(message);

            // Noise has a deviation of 2.5 m in both directions and never exceeds 3.5 of them.
            var near = graph.Edges.Where(edge => Distance(graph, edge, latitude, longitude) < 13).ToList();
            near.ShouldNotBeEmpty(message.Text);
            near.Max(edge => edge.SpeedLimit).ShouldBeGreaterThanOrEqualTo((float)(speed / 3.6) - 0.001f, message.Text);
        }
    }

    [Fact]
    public void Vehicles_drive_as_far_as_they_say()
    {
        foreach (var device in Drive.GroupBy(message => message.Key))
        {
            var roots = device.Select(message => JsonDocument.Parse(message.Value).RootElement).ToList();
            var lengths = roots.Select(root => root.GetProperty("length").GetDouble()).ToList();
            var fixes = device.Select(Fix).ToList();
            lengths.ShouldBe(lengths.Order());
            for (var i = 1; i < fixes.Count; i++)
            {
                // As the crow flies it is never further than by the streets, noise of two fixes aside.
                var metres = Earth.Metres(fixes[i - 1].Latitude, fixes[i - 1].Longitude, fixes[i].Latitude, fixes[i].Longitude);
                metres.ShouldBeLessThan(((lengths[i] - lengths[i - 1]) * 1000) + 26);
                (lengths[i] - lengths[i - 1]).ShouldBeLessThan(0.0306);
            }
        }
    }

    [Fact]
    public void Vehicles_accelerate_like_cars_and_stop_and_go_on()
    {
        var speeds = Drive.GroupBy(message => message.Key)
            .ToDictionary(device => device.Key, device => device.Select(message => Fix(message).Speed).ToList());
        foreach (var course in speeds.Values)
        {
            course.Zip(course.Skip(1)).ShouldAllBe(pair => pair.Second - pair.First < (2 * 3.6) + 0.2);
        }

        speeds.Values.SelectMany(course => course).Average().ShouldBeInRange(8, 60);
        speeds.Values.Count(course => course.Max() > 25).ShouldBeGreaterThan(30);
        speeds.Values.Count(course => course.Skip(60).Contains(0)).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Nothing_is_stuck_for_good()
    {
        var city = Cities.OfType("vehicle", 100, groupMore: ", \"interval\": 60");
        var lengths = Cities.Run(city, TimeSpan.FromHours(3))
            .GroupBy(message => message.Key, message => JsonDocument.Parse(message.Value).RootElement.GetProperty("length").GetDouble())
            .Select(device => device.Last() - device.ElementAt(device.Count() / 2))
            .ToList();

        lengths.ShouldAllBe(kilometres => kilometres > 5);
    }

    [Fact]
    public void Walkers_walk()
    {
        foreach (var device in Cities.Run(Cities.OfType("phone", 40, groupMore: ", \"interval\": 5"), TimeSpan.FromMinutes(10))
            .GroupBy(message => message.Key))
        {
            var fixes = device.Select(Fix).ToList();
            fixes.ShouldAllBe(fix => fix.Speed < 10);
            for (var i = 1; i < fixes.Count; i++)
            {
                Earth.Metres(fixes[i - 1].Latitude, fixes[i - 1].Longitude, fixes[i].Latitude, fixes[i].Longitude)
                    .ShouldBeLessThan((5 * 1.35) + 51);
            }
        }
    }

    private static (double Latitude, double Longitude, double Speed) Fix(RecordingSink.Message message)
    {
        var root = JsonDocument.Parse(message.Value).RootElement;
        var location = root.GetProperty("location");
        return (location.GetProperty("latitude").GetDouble(), location.GetProperty("longitude").GetDouble(),
            root.GetProperty("speed").GetDouble());
    }

    private static double Distance(StreetGraph graph, StreetEdge edge, double latitude, double longitude)
    {
        var best = double.MaxValue;
        for (var i = edge.ShapeStart + 1; i < edge.ShapeStart + edge.ShapeCount; i++)
        {
            if (Math.Abs(graph.Latitudes[i] - latitude) > 0.02 || Math.Abs(graph.Longitudes[i] - longitude) > 0.04)
            {
                continue;
            }

            // In metres around the place, where the earth is flat.
            var scale = Math.Cos(latitude * (Math.PI / 180));
            var (ax, ay) = ((graph.Longitudes[i - 1] - longitude) * scale, graph.Latitudes[i - 1] - latitude);
            var (bx, by) = ((graph.Longitudes[i] - longitude) * scale, graph.Latitudes[i] - latitude);
            var (dx, dy) = (bx - ax, by - ay);
            var square = (dx * dx) + (dy * dy);
            var part = square > 0 ? Math.Clamp(-((ax * dx) + (ay * dy)) / square, 0, 1) : 0;
            var (x, y) = (ax + (dx * part), ay + (dy * part));
            best = Math.Min(best, Math.Sqrt((x * x) + (y * y)) * Earth.MetresPerDegree);
        }

        return best;
    }
}
