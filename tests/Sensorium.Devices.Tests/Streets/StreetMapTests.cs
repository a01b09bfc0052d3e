using System.Text;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Devices.Streets;

namespace Sensorium.Devices.Tests.Streets;

/// <summary>Streets as a map gets them.</summary>
public sealed class StreetMapTests
{
    [Fact]
    public void A_way_is_its_first_point_and_steps_and_busy_ways_come_last()
    {
        var map = JsonNode.Parse(StreetMap.Write(Encoding.UTF8.GetBytes("""
            { "type": "FeatureCollection", "features": [
              { "type": "Feature", "properties": { "highway": "motorway_link" }, "geometry": { "type": "LineString", "coordinates": [[11.9, 57.7], [11.90001, 57.69998]] } },
              { "type": "Feature", "properties": { "highway": "living_street", "name": "</script>" }, "geometry": { "type": "LineString", "coordinates": [[11.95, 57.71], [11.95, 57.71], [11.951, 57.712], [11.95, 57.71]] } },
              { "type": "Feature", "properties": { "building": "yes" }, "geometry": { "type": "Polygon", "coordinates": [[[1, 1], [2, 2], [1, 1]]] } },
              { "type": "Feature", "properties": { "highway": "service" }, "geometry": { "type": "LineString", "coordinates": [[11.8, 57.6], [11.8, 57.61]] } }
            ] }
            """)))!;
        map["bounds"]!.ToJsonString().ShouldBe("[57.6,11.8,57.712,11.951]");
        map["ways"]!.AsArray().Select(way => way!.ToJsonString()).ShouldBe(
        [
            """{"class":"other","line":[5760000,1180000,1000,0]}""",
            """{"class":"residential","name":"\u003C/script\u003E","line":[5771000,1195000,200,100,-200,-100]}""",
            """{"class":"motorway","line":[5770000,1190000,-2,1]}""",
        ]);
    }

    [Fact]
    public void Gothenburgs_streets_are_those_of_its_graph()
    {
        var map = JsonNode.Parse(StreetMap.WriteGothenburg())!;
        var streets = StreetGraph.LoadGothenburg().Streets;
        map["ways"]!.AsArray().Count.ShouldBe(streets.Count);
        foreach (var way in map["ways"]!.AsArray().Take(200))
        {
            var (latitude, longitude) = (0L, 0L);
            var steps = way!["line"]!.AsArray().Select(step => (long)step!).ToList();
            for (var i = 0; i < steps.Count; i += 2)
            {
                (latitude, longitude) = (latitude + steps[i], longitude + steps[i + 1]);
                (latitude / 1e5).ShouldBeInRange(57.6, 57.8);
                (longitude / 1e5).ShouldBeInRange(11.8, 12.2);
            }
        }
    }

    [Fact]
    public void A_file_that_has_no_streets_is_refused() =>
        Should.Throw<SensoriumException>(() => StreetMap.Write("""{ "type": "FeatureCollection", "features": [] }"""u8)).Code
            .ShouldBe("SN7008");
}
