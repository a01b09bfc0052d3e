using System.Text.Json;

namespace Sensorium.Devices.Tests;

/// <summary>The files of the city that comes along fit one another.</summary>
public sealed class GothenburgTests
{
    private const string GeohashLetters = "0123456789bcdefghjkmnpqrstuvwxyz";

    [Fact]
    public void Every_stream_the_fleet_sends_is_declared_and_has_settings()
    {
        var sql = Read("pipelines/streams.sql");
        var settings = JsonDocument.Parse(Read("city.json")).RootElement.GetProperty("streams");
        var sent = Cities.Fleet(Cities.Gothenburg()).Streams;

        sent.ShouldAllBe(stream => sql.Contains($"stream = '{stream}'", StringComparison.Ordinal));
        settings.EnumerateObject().Select(stream => stream.Name).Order().ShouldBe(sent.Order());
    }

    [Fact]
    public void The_keys_of_the_settings_are_members_of_the_messages()
    {
        var settings = JsonDocument.Parse(Read("city.json")).RootElement.GetProperty("streams");
        var city = Cities.Gothenburg() with { Faults = FaultRates.None, JavaShare = 0 };
        var fleet = Cities.Fleet(city);
        var sink = new RecordingSink();
        fleet.Generate(Cities.After(TimeSpan.FromSeconds(31)), sink);

        foreach (var message in sink.Messages.DistinctBy(message => message.Stream))
        {
            var key = settings.GetProperty(fleet.Streams[message.Stream]).GetProperty("key").GetString()!;
            JsonDocument.Parse(message.Value).RootElement.TryGetProperty(key, out _).ShouldBeTrue(message.Text);
        }

        sink.Messages.Select(message => message.Stream).Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public void Thresholds_are_there_for_every_sensor_and_within_its_range()
    {
        var rows = Read("reference/thresholds.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(',')).ToList();

        rows.Select(row => row[0]).ShouldBe(["temperature", "humidity", "energy"]);
        rows.ShouldAllBe(row => double.Parse(row[1]) < double.Parse(row[2]));
    }

    [Fact]
    public void Every_street_lies_in_a_zone()
    {
        var zones = Read("reference/zones.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))
            .ToList();
        var cells = zones.Select(zone => zone[0]).ToHashSet();

        cells.Count.ShouldBe(zones.Count);
        Cities.Streets.Streets.ShouldAllBe(street => cells.Contains(Geohash(street.Points[0].Latitude, street.Points[0].Longitude)));
    }

    private static string Read(string file) => File.ReadAllText(Repository.Path("cities/gothenburg", file));

    /// <summary>Five letters, bit by bit.</summary>
    private static string Geohash(double latitude, double longitude)
    {
        var (south, north, west, east) = (-90.0, 90.0, -180.0, 180.0);
        var bits = 0;
        for (var bit = 0; bit < 25; bit++)
        {
            var isEast = bit % 2 == 0;
            var middle = isEast ? (west + east) / 2 : (south + north) / 2;
            var isUpper = (isEast ? longitude : latitude) >= middle;
            bits = (bits << 1) | (isUpper ? 1 : 0);
            (west, east, south, north) = (isEast, isUpper) switch
            {
                (true, true) => (middle, east, south, north),
                (true, false) => (west, middle, south, north),
                (false, true) => (west, east, middle, north),
                (false, false) => (west, east, south, middle),
            };
        }

        return string.Concat(Enumerable.Range(0, 5).Select(letter => GeohashLetters[(bits >> (20 - (5 * letter))) & 31]));
    }
}
