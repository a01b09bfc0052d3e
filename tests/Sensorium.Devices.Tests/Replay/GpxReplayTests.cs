using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Sensorium.Core;
using Sensorium.Devices.Replay;

namespace Sensorium.Devices.Tests.Replay;

public sealed class GpxReplayTests
{
    private const string Ride = """
        <?xml version="1.0" encoding="UTF-8"?>
        <gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"
             xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
          <metadata><name>not a track</name><time>2026-01-01T00:00:00Z</time></metadata>
          <wpt lat="57.0" lon="11.0"><name>nor this</name></wpt>
          <trk>
            <name>Morning &amp; ride</name>
            <trkseg>
              <trkpt lat="57.7000000" lon="11.9700000"><ele>12.5</ele><time>2026-11-24T07:00:00Z</time>
                <extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>121</gpxtpx:hr><gpxtpx:cad>80</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions></trkpt>
              <trkpt lat="57.7001000" lon="11.9700000"><ele>13.0</ele><time>2026-11-24T07:00:02Z</time>
                <extensions><speed>4.5</speed><surface>gravel</surface></extensions></trkpt>
              <trkpt lat="57.7002000" lon="11.9702000"><ele>13.5</ele></trkpt>
              <trkpt lat="57.7003000" lon="11.9703000"/>
              <trkpt lat="57.7004000" lon="11.9704000"><time>2026-11-24T07:00:08.250Z</time><extensions/></trkpt>
              <trkpt lat="57.7005000" lon="11.9704000"><ele/><time>2026-11-24T07:00:10.250Z</time></trkpt>
            </trkseg>
            <trkseg>
              <trkpt lat="57.7105000" lon="11.9804000"><ele>-1</ele><time>2026-11-24T08:00:00Z</time></trkpt>
              <trkpt lat="957.7105000" lon="11.9804000"><time>2026-11-24T08:00:01Z</time></trkpt>
            </trkseg>
          </trk>
          <trk><trkseg><trkpt lat="57.8" lon="11.9"><time>2026-11-24T09:00:00+01:00</time></trkpt></trkseg></trk>
        </gpx>
        """;

    [Fact]
    public void Points_agree_with_another_reading_of_the_file()
    {
        var points = XDocument.Parse(Ride).Descendants().Where(element => element.Name.LocalName == "trkpt").ToList();
        var records = GpxReplay.Read(Replays.Input(Ride), "bike").Parsed();

        records.Count.ShouldBe(points.Count);
        foreach (var (point, (json, record)) in points.Zip(records))
        {
            string? Child(string name) =>
                point.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value is { Length: > 0 } text ? text : null;
            string? Leaf(string name) => point.Descendants().FirstOrDefault(child => child.Name.LocalName == name)?.Value;
            double? Number(string? text) => text is null ? null : double.Parse(text, CultureInfo.InvariantCulture);

            var latitude = Number(point.Attribute("lat")!.Value)!.Value;
            if (latitude > 90)
            {
                json.TryGetProperty("location", out _).ShouldBeFalse();
            }
            else
            {
                json.GetProperty("location").GetProperty("latitude").GetDouble().ShouldBe(latitude);
                json.GetProperty("location").GetProperty("longitude").GetDouble().ShouldBe(Number(point.Attribute("lon")!.Value)!.Value);
            }

            Optional(json, "elevation")?.GetDouble().ShouldBe(Number(Child("ele"))!.Value);
            Optional(json, "elevation").HasValue.ShouldBe(Child("ele") is not null);
            Optional(json, "timestamp")?.GetString().ShouldBe(Child("time"));
            record.Time.ShouldBe(Child("time") is { } time
                ? EventTime.From(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal))
                : null);
            Optional(json, "hr")?.GetDouble().ShouldBe(Number(Leaf("hr"))!.Value);
            Optional(json, "hr").HasValue.ShouldBe(Leaf("hr") is not null);
            Optional(json, "cad").HasValue.ShouldBe(Leaf("cad") is not null);
            Optional(json, "surface")?.GetString().ShouldBe(Leaf("surface"));
            json.GetProperty("segment").GetInt32()
                .ShouldBe(point.Parent!.ElementsBeforeSelf().Count(element => element.Name.LocalName == "trkseg"));
            json.GetProperty("deviceId").GetString().ShouldBe("bike");
        }

        records.Select(record => Optional(record.Json, "track")?.GetString())
            .ShouldBe([.. Enumerable.Repeat("Morning & ride", 8), null]);
    }

    [Fact]
    public void Speed_is_the_extensions_or_what_the_way_and_the_time_make_it()
    {
        var speeds = GpxReplay.Read(Replays.Input(Ride), "bike").Parsed().Select(record => Optional(record.Json, "speed")?.GetDouble())
            .ToList();

        speeds[0].ShouldBeNull();
        speeds[1].ShouldBe(16.2);
        speeds[2].ShouldBeNull();
        speeds[4].ShouldBeNull();
        speeds[5]!.Value.ShouldBe(11.12 / 2 * 3.6, 0.05);
        speeds[6].ShouldBeNull("a new segment starts anew");
    }

    [Fact]
    public void Length_is_the_way_so_far_without_the_gaps_between_segments()
    {
        var lengths = GpxReplay.Read(Replays.Input(Ride), "bike").Parsed().Select(record => record.Json.GetProperty("length").GetDouble())
            .ToList();

        lengths.ShouldBe(lengths.Order());
        lengths[1].ShouldBe(0.0111, 0.0001);
        lengths[^1].ShouldBe(lengths[5], 0.0001);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body/></html>")]
    [InlineData("<gpx><trk><trkseg><trkpt lat=\"1\" lon=\"2\"></trkseg>")]
    [InlineData("<!DOCTYPE gpx [<!ENTITY a \"aa\">]><gpx>&a;</gpx>")]
    public void What_is_no_GPX_is_refused(string text) =>
        Should.Throw<SensoriumException>(() => GpxReplay.Read(Replays.Input(text), "x").Texts()).Code.ShouldBe("SN7012");

    private static JsonElement? Optional(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value : null;
}
