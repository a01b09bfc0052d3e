using System.Buffers;
using System.Text;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Devices.Streets;

namespace Sensorium.Devices.Tests.Streets;

public sealed class StreetGraphTests
{
    [Fact]
    public void Gothenburg_has_its_drivable_streets()
    {
        var graph = Cities.Streets;
        var kilometres = graph.Streets.Sum(street => street.Points.Zip(street.Points.Skip(1))
            .Sum(pair => Earth.Metres(pair.First.Latitude, pair.First.Longitude, pair.Second.Latitude, pair.Second.Longitude))) / 1000;

        graph.Streets.Count.ShouldBeInRange(9_000, 10_000);
        kilometres.ShouldBeInRange(1_150, 1_350);
        graph.NodeCount.ShouldBeGreaterThan(10_000);
        graph.Streets.ShouldContain(street => street.Name == "Kungsportsavenyen");
        graph.Streets.ShouldAllBe(street => street.SpeedLimit >= 5 && street.SpeedLimit <= 130 && street.Points.Count >= 2);
    }

    [Fact]
    public void Only_ways_that_cars_may_drive_are_taken()
    {
        var streets = StreetGraph.Parse(Map(
            Way("residential", "", "[[11.9,57.7],[11.91,57.7]]"),
            Way("footway", "", "[[11.9,57.7],[11.91,57.71]]"),
            Way("service", ",\"access\":\"no\"", "[[11.9,57.7],[11.91,57.72]]"),
            """{"type":"Feature","properties":{"highway":"pedestrian"},"geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]}}""")).Streets;

        streets.Count.ShouldBe(1);
        streets[0].Highway.ShouldBe("residential");
    }

    [Theory]
    [InlineData("", 40, false)]
    [InlineData(",\"maxspeed\":\"30\"", 30, false)]
    [InlineData(",\"maxspeed\":\"fast\"", 40, false)]
    [InlineData(",\"oneway\":\"yes\"", 40, true)]
    [InlineData(",\"oneway\":\"-1\"", 40, true)]
    [InlineData(",\"junction\":\"roundabout\"", 40, true)]
    [InlineData(",\"junction\":\"roundabout\",\"oneway\":\"no\"", 40, false)]
    public void Tags_say_how_fast_and_which_way(string tags, int limit, bool isOneWay)
    {
        var street = StreetGraph.Parse(Map(
            Way("residential", tags, "[[11.9,57.7],[11.91,57.7]]"), Way("residential", "", "[[11.9,57.7],[11.91,57.7]]"))).Streets[0];

        street.SpeedLimit.ShouldBe(limit);
        street.IsOneWay.ShouldBe(isOneWay);
        street.Points[0].Longitude.ShouldBe(tags.Contains("-1", StringComparison.Ordinal) ? 11.91 : 11.9);
    }

    [Fact]
    public void A_dead_end_of_a_one_way_street_is_no_part_of_the_graph()
    {
        var graph = StreetGraph.Parse(Map(
            Way("residential", "", "[[11.9,57.7],[11.91,57.7],[11.92,57.7]]"),
            Way("residential", "", "[[11.91,57.7],[11.91,57.71]]"),
            Way("residential", ",\"oneway\":\"yes\"", "[[11.92,57.7],[11.93,57.7]]")));

        graph.Streets.Count.ShouldBe(3);
        graph.NodeCount.ShouldBe(4);
        graph.EdgeCount.ShouldBe(6);
    }

    [Fact]
    public void From_every_node_every_destination_is_reached_by_the_fastest_way()
    {
        var graph = Cities.Streets;
        var planner = new RoutePlanner(graph);
        var random = new Random(3);
        for (var trial = 0; trial < 40; trial++)
        {
            var destination = random.Next(RoutePlanner.DestinationCount);
            var from = random.Next(graph.NodeCount);
            var seconds = 0d;
            var node = from;
            for (var edge = planner.NextEdge(destination, node); edge >= 0; edge = planner.NextEdge(destination, node))
            {
                graph.Edges[edge].From.ShouldBe(node);
                seconds += graph.Edges[edge].Length / graph.Edges[edge].SpeedLimit;
                node = graph.Edges[edge].To;
            }

            node.ShouldBe(planner.Destination(destination));
            seconds.ShouldBe(Fastest(graph, from, node), 0.1);
        }
    }

    [Fact]
    public void A_map_that_is_none_is_refused()
    {
        Should.Throw<SensoriumException>(() => StreetGraph.Parse("[]"u8)).Code.ShouldBe("SN7008");
        Should.Throw<SensoriumException>(() => StreetGraph.Parse("{\"features\":["u8)).Code.ShouldBe("SN7008");
        Should.Throw<SensoriumException>(() => StreetGraph.Parse("{\"features\":[]}"u8)).Code.ShouldBe("SN7008");
        Should.Throw<SensoriumException>(() => StreetGraph.Parse(Map(Way("footway", "", "[[1,2],[3,4]]")))).Code.ShouldBe("SN7008");
    }

    [Fact]
    public void The_lines_for_the_map_are_GeoJSON_with_attribution()
    {
        var output = new ArrayBufferWriter<byte>();
        Cities.Streets.WriteGeoJson(output);
        var root = JsonDocument.Parse(output.WrittenMemory).RootElement;

        root.GetProperty("attribution").GetString().ShouldBe("© OpenStreetMap contributors, ODbL");
        root.GetProperty("features").GetArrayLength().ShouldBe(Cities.Streets.Streets.Count);
        var first = root.GetProperty("features")[0].GetProperty("geometry").GetProperty("coordinates")[0];
        first[0].GetDouble().ShouldBe(Cities.Streets.Streets[0].Points[0].Longitude, 0.00001);
        output.WrittenCount.ShouldBeLessThan(4_000_000);
    }

    /// <summary>Bellman and Ford's way, which shares nothing with the planner's.</summary>
    private static double Fastest(StreetGraph graph, int from, int to)
    {
        var seconds = new double[graph.NodeCount];
        Array.Fill(seconds, double.PositiveInfinity);
        seconds[from] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var edge in graph.Edges)
            {
                var time = seconds[edge.From] + (edge.Length / edge.SpeedLimit);
                if (time < seconds[edge.To])
                {
                    seconds[edge.To] = time;
                    changed = true;
                }
            }
        }

        return seconds[to];
    }

    private static byte[] Map(params string[] features) =>
        Encoding.UTF8.GetBytes($$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""");

    private static string Way(string highway, string tags, string line) =>
        $$"""{"type":"Feature","geometry":{"type":"LineString","coordinates":{{line}}},"properties":{"highway":"{{highway}}"{{tags}}} }""";
}
