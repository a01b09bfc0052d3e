using System.Text.Json;

namespace Sensorium.Devices.Tests.Generation;

public sealed class FaultTests
{
    private static readonly string Faults =
        """ "faults": { "late": 0.02, "lateness": 30, "duplicate": 0.01, "malformed": 0.005, "missing": 0.03, "wrongClocks": 1 }, """;

    [Fact]
    public void Faults_come_at_their_rates()
    {
        var fleet = Cities.Fleet(Cities.OfType("humidity", 500, Faults));
        fleet.Generate(Cities.After(TimeSpan.FromMinutes(10)), new CountingSink());
        var counts = fleet.Counts;

        counts.Due.ShouldBe(300_000);
        ((double)counts.Late / counts.Due).ShouldBe(0.02, 0.001);
        ((double)counts.Duplicate / counts.Due).ShouldBe(0.01, 0.001);
        ((double)counts.Malformed / counts.Due).ShouldBe(0.005, 0.0007);
        ((double)counts.Missing / counts.Due).ShouldBe(0.03, 0.0015);
        counts.Sent.ShouldBe(counts.Due - counts.Missing + counts.Duplicate - counts.Held);
    }

    [Fact]
    public void Malformed_messages_and_only_they_are_no_JSON()
    {
        var fleet = Cities.Fleet(Cities.OfType("vehicle", 200, Faults));
        var sink = new RecordingSink();
        fleet.Generate(Cities.After(TimeSpan.FromMinutes(1)), sink);

        sink.Messages.Count(message => !IsJson(message.Value)).ShouldBe((int)fleet.Counts.Malformed);
        fleet.Counts.Malformed.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Late_messages_arrive_within_their_lateness_and_keep_their_time()
    {
        var city = Cities.OfType("temperature", 100, """ "faults": { "late": 1, "lateness": 30 }, """);
        var messages = Cities.Run(city, TimeSpan.FromMinutes(2));
        var delays = messages.Select(message => (message.Sent.Micros - Stamp(message)) / 1e6).ToList();

        messages.Count.ShouldBeGreaterThan(10_000);
        delays.Min().ShouldBeInRange(0.99, 1.2);
        delays.Max().ShouldBeInRange(29, 30.01);
    }

    [Fact]
    public void A_duplicate_is_the_same_message_again()
    {
        var messages = Cities.Run(Cities.OfType("phone", 20, """ "faults": { "duplicate": 1 }, """), TimeSpan.FromSeconds(5));

        messages.Count.ShouldBe(200);
        messages.CountBy(message => message.Text).ShouldAllBe(same => same.Value == 2);
    }

    [Fact]
    public void As_many_clocks_as_wanted_stand_in_2099()
    {
        var city = Cities.OfType("energy", 50, """ "clockSkew": 0.2, "faults": { "wrongClocks": 3 }, """);
        var wrong = Cities.Run(city, TimeSpan.FromSeconds(5)).Where(message => message.Text.Contains("2099-01-01T00:00:0")).ToList();

        wrong.CountBy(message => message.Key).Count().ShouldBe(3);
        wrong.Count.ShouldBe(15);
    }

    [Fact]
    public void Clocks_are_apart_by_the_skew_and_each_keeps_its_own()
    {
        var city = Cities.OfType("energy", 300, """ "clockSkew": 2, """);
        var skews = Cities.Run(city, TimeSpan.FromSeconds(4))
            .GroupBy(message => message.Key, message => (Stamp(message) - message.Sent.Micros) / 1e6)
            .Select(device => (Mean: device.Average(), Spread: device.Max() - device.Min()))
            .ToList();

        skews.ShouldAllBe(device => device.Spread < 0.0011);
        Math.Sqrt(skews.Average(device => device.Mean * device.Mean)).ShouldBe(2, 0.25);
    }

    [Fact]
    public void A_fleet_without_faults_loses_and_adds_nothing()
    {
        var fleet = Cities.Fleet(Cities.OfType("weather", 30));
        var sink = new CountingSink();
        fleet.Generate(Cities.After(TimeSpan.FromSeconds(100)), sink);

        sink.Count.ShouldBe(3000);
        fleet.Counts.ShouldBe(new FleetCounts(3000, 3000, 0, 0, 0, 0, 0, 0));
    }

    private static long Stamp(RecordingSink.Message message) =>
        Core.EventTime.From(JsonDocument.Parse(message.Value).RootElement.GetProperty("timestamp").GetDateTimeOffset()).Micros;

    private static bool IsJson(byte[] value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
