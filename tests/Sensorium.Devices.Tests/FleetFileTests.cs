using System.Text;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Devices.Tests;

public sealed class FleetFileTests
{
    [Fact]
    public void The_config_of_the_sensor_producers_works_as_it_is()
    {
        var fleet = Cities.Parse("""
            {
              "interval": 0.5,
              "devices": [
                {"id": "temp_sensor_001", "type": "temperature", "stream": "temp_stream"},
                {"id": "humidity_sensor_001", "type": "humidity", "stream": "humidity_stream"},
                {"id": "energy_sensor_001", "type": "energy", "stream": "energy_stream"}
              ]
            }
            """);
        var messages = Cities.Run(fleet, TimeSpan.FromSeconds(10));

        fleet.EventsPerSecond.ShouldBe(6);
        messages.Count.ShouldBe(60);
        messages.ShouldAllBe(message => message.Text.StartsWith("{\"device_id\": \"", StringComparison.Ordinal));
        messages.Select(message => (message.Stream, message.Key)).Distinct().Order()
            .ShouldBe([(0, "temp_sensor_001"), (1, "humidity_sensor_001"), (2, "energy_sensor_001")]);
    }

    [Fact]
    public void Parts_by_stream_send_what_the_whole_fleet_sends_but_for_the_wrong_clock()
    {
        var city = Cities.Gothenburg() with { Faults = FaultRates.None };
        var parts = city.ByStream();

        parts.Select(part => string.Join(" ", Cities.Fleet(part).Streams)).ShouldBe(
            ["temp_stream", "humidity_stream", "energy_stream", "vehicle_data failures_data", "weather_data", "phone_data"]);
        parts.Sum(part => part.DeviceCount).ShouldBe(city.DeviceCount);
        var span = TimeSpan.FromSeconds(2);
        parts.SelectMany(part => Cities.Run(part, span)).Select(message => message.Text).Order(StringComparer.Ordinal)
            .ShouldBe(Cities.Run(city, span).Select(message => message.Text).Order(StringComparer.Ordinal));
        Cities.Gothenburg().ByStream().Select(part => part.Faults.WrongClocks).ShouldBe([1, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void Gothenburg_has_about_two_thousand_devices_on_seven_streams()
    {
        var city = Cities.Gothenburg();
        var fleet = Cities.Fleet(city);

        city.DeviceCount.ShouldBeInRange(1_950, 2_050);
        fleet.Streams.ShouldBe(
            ["temp_stream", "humidity_stream", "energy_stream", "vehicle_data", "failures_data", "weather_data", "phone_data"]);
    }

    [Theory]
    [InlineData("{", "SN7002", "line 1")]
    [InlineData("[]", "SN7005", "devices.json is array")]
    [InlineData("""{"intervall": 1, "devices": []}""", "SN7003", "Did you mean 'interval'?")]
    [InlineData("""{"devices": [{"id": "a", "type": "temprature", "stream": "s"}]}""", "SN7004", "Did you mean 'temperature'?")]
    [InlineData("""{"devices": [{"id": "a", "type": "energy"}]}""", "SN7005", "devices[0] has no stream")]
    [InlineData("""{"devices": [{"id": "", "type": "energy", "stream": "s"}]}""", "SN7005", "devices[0] has no id")]
    [InlineData("""{"interval": 0, "devices": []}""", "SN7005", "interval is 0")]
    [InlineData("""{"interval": "1", "devices": []}""", "SN7005", "interval is \"1\"")]
    [InlineData("""{"devices": []}""", "SN7005", "the number of devices is 0")]
    [InlineData("""{"devices": {}}""", "SN7005", "a list")]
    [InlineData("""{"seed": -1}""", "SN7005", "seed is -1")]
    [InlineData("""{"faults": {"late": 2}}""", "SN7005", "late is 2")]
    [InlineData("""{"faults": {"late": 0.6, "missing": 0.6}}""", "SN7005", "the sum of the shares")]
    [InlineData("""{"groups": [{"type": "energy", "stream": "s", "prefix": "e", "count": 2000000}]}""", "SN7005", "count is 2000000")]
    [InlineData(
        """{"groups": [{"type": "energy", "stream": "s", "prefix": "e", "count": 2, "failures": "f"}]}""", "SN7005", "only vehicles")]
    [InlineData(
        """{"groups": [{"type": "energy", "stream": "s", "prefix": "e", "count": 1}, {"type": "phone", "stream": "p", "prefix": "e", "count": 1}]}""", "SN7007", "prefix e")]
    [InlineData(
        """{"devices": [{"id": "a", "type": "energy", "stream": "s"}, {"id": "a", "type": "energy", "stream": "s"}]}""",
        "SN7007",
        "a stands twice")]
    public void What_is_wrong_is_refused_with_place_and_fix(string json, string code, string words)
    {
        var error = Should.Throw<SensoriumException>(() => Cities.Parse(json));

        error.Code.ShouldBe(code);
        error.ToString().ShouldContain(words);
    }

    [Fact]
    public void Ids_are_escaped_in_messages()
    {
        var fleet = Cities.Parse("""{"devices": [{"id": "a\"\\b\nå", "type": "energy", "stream": "s"}]}""");
        var message = Cities.Run(fleet, TimeSpan.FromSeconds(1)).Single();

        JsonDocument.Parse(message.Value).RootElement.GetProperty("device_id").GetString().ShouldBe("a\"\\b\nå");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(2_003)]
    [InlineData(77_777)]
    [InlineData(1_000_000)]
    public void A_city_is_scaled_to_any_number_of_devices(int count)
    {
        var city = Cities.Gothenburg().WithDevices(count);

        city.DeviceCount.ShouldBe(count);
        if (count > 10_000)
        {
            city.Groups.Single(group => group.Type == DeviceType.Vehicle).Count.ShouldBeInRange(count / 6, count / 4);
        }
    }

    [Fact]
    public void More_devices_than_a_million_or_than_can_be_named_are_refused()
    {
        Should.Throw<SensoriumException>(() => Cities.Gothenburg().WithDevices(1_000_001)).Code.ShouldBe("SN7005");
        Should.Throw<SensoriumException>(
            () => Cities.Parse("""{"devices": [{"id": "a", "type": "energy", "stream": "s"}]}""").WithDevices(2))
            .Code.ShouldBe("SN7005");
    }

    [Fact]
    public void The_devices_a_city_had_send_the_same_after_it_has_grown()
    {
        var small = Cities.OfType("temperature", 10);
        var expected = Cities.Run(small, TimeSpan.FromSeconds(5)).Select(message => message.Text).Order().ToList();
        var grown = Cities.Run(small.WithDevices(1000), TimeSpan.FromSeconds(5)).Select(message => message.Text).ToHashSet();

        expected.ShouldAllBe(message => grown.Contains(message));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20_000)]
    [InlineData(5_000_000)]
    public void A_rate_is_met(double rate)
    {
        var city = Cities.Gothenburg().WithRate(rate);

        city.EventsPerSecond.ShouldBe(rate, rate * 0.01);
        city.DeviceCount.ShouldBeLessThanOrEqualTo(FleetDefinition.MaxDevices);
    }

    [Fact]
    public void A_rate_adds_devices_first_and_shortens_intervals_where_it_may_not()
    {
        var city = Cities.Gothenburg();

        city.WithRate(50_000).DeviceCount.ShouldBeGreaterThan(20 * city.DeviceCount);
        city.WithRate(50_000, keepDevices: true).DeviceCount.ShouldBe(city.DeviceCount);
        city.WithRate(50_000, keepDevices: true).EventsPerSecond.ShouldBe(50_000, 500);
        Should.Throw<SensoriumException>(() => city.WithRate(0)).Code.ShouldBe("SN7005");
    }

    [Fact]
    public void A_rate_is_what_is_really_sent()
    {
        var fleet = Cities.Fleet(Cities.Gothenburg().WithRate(30_000) with { Faults = FaultRates.None });
        fleet.Generate(Cities.After(TimeSpan.FromSeconds(4)), new CountingSink()).ShouldBeInRange(118_000, 123_000);
    }
}
