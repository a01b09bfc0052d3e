using Microsoft.Extensions.Time.Testing;
using Sensorium.Core;

namespace Sensorium.Devices.Tests;

public sealed class FleetTimeTests
{
    [Fact]
    public void The_same_seed_and_start_send_the_same_bytes()
    {
        var city = Cities.Gothenburg();
        var first = new RecordingSink();
        var second = new RecordingSink();
        Cities.Fleet(city).Generate(Cities.After(TimeSpan.FromSeconds(5)), first);
        Cities.Fleet(city).Generate(Cities.After(TimeSpan.FromSeconds(5)), second);

        first.Messages.Count.ShouldBeGreaterThan(5_000);
        (first.Text == second.Text).ShouldBeTrue();
    }

    [Fact]
    public void However_the_calls_divide_the_time_the_bytes_are_the_same()
    {
        var city = Cities.Gothenburg().WithDevices(200);
        var whole = new RecordingSink();
        var parts = new RecordingSink();
        Cities.Fleet(city).Generate(Cities.After(TimeSpan.FromSeconds(70)), whole);

        var fleet = Cities.Fleet(city);
        var random = new Random(5);
        for (var at = TimeSpan.Zero; at < TimeSpan.FromSeconds(70); at += TimeSpan.FromMicroseconds(random.Next(900_000)))
        {
            fleet.Generate(Cities.After(at), parts, limit: random.Next(1, 2000));
        }

        fleet.Generate(Cities.After(TimeSpan.FromSeconds(70)), parts);
        (parts.Text == whole.Text).ShouldBeTrue();
    }

    [Fact]
    public void Another_seed_sends_other_bytes()
    {
        var city = Cities.OfType("temperature", 5);
        var other = city with { Seed = 2 };
        var first = Cities.Run(city, TimeSpan.FromSeconds(3)).Select(message => message.Text);
        var second = Cities.Run(other, TimeSpan.FromSeconds(3)).Select(message => message.Text);

        first.ShouldNotBe(second);
    }

    [Fact]
    public void A_device_sends_the_same_whatever_devices_stand_beside_it()
    {
        const string device = """{ "id": "lonely", "type": "temperature", "stream": "s" }""";
        var alone = Cities.Parse($$"""{ "devices": [{{device}}] }""");
        var among = Cities.Parse($$"""
            { "devices": [{ "id": "other", "type": "energy", "stream": "t" }, {{device}}],
              "groups": [{ "type": "vehicle", "stream": "v", "prefix": "v", "count": 50 }] }
            """);

        var expected = Cities.Run(alone, TimeSpan.FromSeconds(30)).Select(message => message.Text).ToList();
        expected.Count.ShouldBe(30);
        Cities.Run(among, TimeSpan.FromSeconds(30)).Where(message => message.Key == "lonely").Select(message => message.Text)
            .ShouldBe(expected);
    }

    [Fact]
    public void The_event_clock_never_runs_ahead_of_the_wall_clock()
    {
        var wall = new FakeTimeProvider(Cities.Noon.AddSeconds(10));
        var fleet = new Fleet(Cities.OfType("humidity", 20), Cities.Start, wall);
        var sink = new RecordingSink();

        fleet.Generate(EventTime.MaxValue, sink);
        sink.Messages.Count.ShouldBe(200);
        sink.Messages.ShouldAllBe(message => message.Sent < EventTime.From(wall.GetUtcNow()));
        fleet.Clock.ShouldBe(EventTime.From(wall.GetUtcNow()));

        wall.Advance(TimeSpan.FromSeconds(1));
        fleet.Generate(EventTime.MaxValue, sink).ShouldBe(20);
    }

    [Fact]
    public void A_start_in_the_future_is_refused()
    {
        var error = Should.Throw<SensoriumException>(() => new Fleet(
            Cities.OfType("energy", 1), Cities.After(TimeSpan.FromDays(2)), Cities.Tomorrow));

        error.Code.ShouldBe("SN7006");
    }

    [Fact]
    public void Messages_come_in_the_order_of_sending()
    {
        var sent = Cities.Run(Cities.Gothenburg().WithDevices(300), TimeSpan.FromSeconds(90)).Select(message => message.Sent.Micros)
            .ToList();

        sent.ShouldBe(sent.Order());
    }

    [Fact]
    public void Every_device_keeps_its_interval()
    {
        var city = Cities.Parse("""
            { "interval": 0.25, "devices": [{ "id": "fast", "type": "energy", "stream": "s" },
              { "id": "slow", "type": "energy", "stream": "s", "interval": 100 }] }
            """);
        var counts = Cities.Run(city, TimeSpan.FromMinutes(10)).CountBy(message => message.Key).ToDictionary();

        counts["fast"].ShouldBe(2400);
        counts["slow"].ShouldBe(6);
    }

    [Fact]
    public void A_broken_device_stops_no_other_and_is_tried_again_a_minute_later()
    {
        var fleet = Cities.Fleet(Cities.OfType("vehicle", 10));
        fleet.Vehicles[3].Edge = int.MaxValue;
        var sink = new RecordingSink();
        fleet.Generate(Cities.After(TimeSpan.FromSeconds(130)), sink);

        fleet.Counts.Broken.ShouldBe(3);
        fleet.LastBreak.ShouldBeOfType<IndexOutOfRangeException>();
        sink.Messages.CountBy(message => message.Key).Count().ShouldBe(9);
        sink.Messages.Count.ShouldBe(9 * 130);
    }

    [Fact]
    public void An_error_of_the_sink_is_the_callers()
    {
        var fleet = Cities.Fleet(Cities.OfType("temperature", 10));

        Should.Throw<TimeoutException>(() => fleet.Generate(Cities.After(TimeSpan.FromSeconds(5)), new FailingSink()));
        fleet.Counts.Broken.ShouldBe(0);
        fleet.Generate(Cities.After(TimeSpan.FromSeconds(5)), new CountingSink()).ShouldBe(49);
    }

    private sealed class FailingSink : IFleetSink
    {
        public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => throw new TimeoutException();
    }
}
