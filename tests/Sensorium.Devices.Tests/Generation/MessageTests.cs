using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sensorium.Devices.Generation;

namespace Sensorium.Devices.Tests.Generation;

public sealed partial class MessageTests
{
    private const string Java = """ "javaShare": 1, """;

    [Theory]
    [InlineData("temperature", "Celsius", 18.0, 25.0)]
    [InlineData("humidity", "Percent", 3.0, 70.0)]
    [InlineData("energy", "kWh", 0.5, 5.0)]
    public void Sensors_write_as_the_Python_producers_do(string type, string unit, double low, double high)
    {
        foreach (var message in Cities.Run(Cities.OfType(type, 50, groupMore: ", \"interval\": 600"), TimeSpan.FromHours(24)))
        {
            message.Text.ShouldMatch(
                $$"""^\{"device_id": "{{type}}_0000\d\d", "timestamp": "2026-11-2[45]T\d\d:\d\d:\d\d(\.\d{6})?\+00:00", "sensor_type": "{{type}}", "value": \d+\.\d\d?, "unit": "{{unit}}"\}$""");
            JsonDocument.Parse(message.Value).RootElement.GetProperty("value").GetDouble().ShouldBeInRange(low, high);
        }
    }

    [Theory]
    [InlineData("temperature", "Celsius", 18.0, 25.0)]
    [InlineData("humidity", "Percent", 30.0, 70.0)]
    [InlineData("energy", "kWh", 0.5, 5.0)]
    public void Sensors_write_as_the_Java_producers_do(string type, string unit, double low, double high)
    {
        foreach (var message in Cities.Run(Cities.OfType(type, 50, Java, ", \"interval\": 600"), TimeSpan.FromHours(24)))
        {
            message.Text.ShouldMatch(
                $$"""^\{"deviceId":"{{type}}_0000\d\d","timestamp":"(Tue Nov 24|Wed Nov 25) \d\d:\d\d:\d\d UTC 2026","sensorType":"{{type}}","value":\d+\.\d\d?,"unit":"{{unit}}"\}$""");
            JsonDocument.Parse(message.Value).RootElement.GetProperty("value").GetDouble().ShouldBeInRange(low, high);
        }
    }

    [Fact]
    public void Sensors_follow_the_day()
    {
        double MeanAt(string type, int hours) =>
            Cities.Run(Cities.OfType(type, 200, groupMore: ", \"interval\": 3600"), TimeSpan.FromHours(24))
            .Where(message => message.Sent.ToDateTimeOffset().Hour == hours)
            .Average(message => JsonDocument.Parse(message.Value).RootElement.GetProperty("value").GetDouble());

        MeanAt("temperature", 14).ShouldBeGreaterThan(MeanAt("temperature", 2) + 2);
        MeanAt("humidity", 2).ShouldBeGreaterThan(MeanAt("humidity", 14) + 10);
        MeanAt("energy", 18).ShouldBeGreaterThan(MeanAt("energy", 2) + 1);
    }

    [Fact]
    public void The_share_of_Java_devices_is_as_configured()
    {
        var devices = Cities.Run(Cities.OfType("temperature", 5000, """ "javaShare": 0.1, """), TimeSpan.FromSeconds(1));

        devices.Count(message => message.Text.StartsWith("{\"deviceId\"", StringComparison.Ordinal)).ShouldBeInRange(430, 570);
    }

    [Fact]
    public void Vehicles_have_all_fields_and_keep_make_and_model()
    {
        var messages = Cities.Run(Cities.OfType("vehicle", 30), TimeSpan.FromSeconds(20));
        foreach (var message in messages)
        {
            var root = JsonDocument.Parse(message.Value).RootElement;
            Names(root)
                .ShouldBe(["id", "deviceId", "timestamp", "location", "speed", "length", "elevation", "make", "model", "year", "fuelType"]);
            Names(root.GetProperty("location")).ShouldBe(["latitude", "longitude"]);
            root.GetProperty("deviceId").GetString().ShouldBe(message.Key);
            Uuid().IsMatch(root.GetProperty("id").GetString()!).ShouldBeTrue();
            root.GetProperty("year").GetInt32().ShouldBeInRange(2014, 2026);
            root.GetProperty("elevation").GetDouble().ShouldBeInRange(0, 120);
        }

        messages.Select(message => JsonDocument.Parse(message.Value).RootElement)
            .GroupBy(root => root.GetProperty("deviceId").GetString())
            .ShouldAllBe(
                device => device.Select(root => $"{root.GetProperty("make")} {root.GetProperty("model")} {root.GetProperty("year")}")
                    .Distinct().Count() == 1);
        messages.Select(message => JsonDocument.Parse(message.Value).RootElement.GetProperty("id").GetString()).Distinct().Count()
            .ShouldBe(600);
    }

    [Fact]
    public void Failures_are_what_the_ride_simulators_report_and_rare()
    {
        var city = Cities.OfType("vehicle", 200, """ "javaShare": 0.5, """, ", \"failures\": \"failures_data\"");
        var fleet = Cities.Fleet(city);
        var sink = new RecordingSink();
        fleet.Generate(Cities.After(TimeSpan.FromMinutes(12)), sink);
        fleet.Streams.ShouldBe(["s", "failures_data"]);
        var failures = sink.Messages.Where(message => message.Stream == 1).ToList();

        failures.Count.ShouldBeGreaterThan(10);
        foreach (var message in failures)
        {
            var root = JsonDocument.Parse(message.Value).RootElement;
            var isJava = root.TryGetProperty("deviceID", out _);
            Names(root).ShouldBe(
                ["id", isJava ? "deviceID" : "deviceId", "incidentId", "type", "timestamp", "location", "description", "num_failures"]);
            var count = root.GetProperty("num_failures").GetInt32();
            count.ShouldBeInRange(1, 10);
            root.GetProperty("description").GetString()!.ShouldMatch(
                $"^{count} suspensions: (failure to stop|yield sign ignored|amber light not respected|pedestrian crossing not "
                    + $"respected|wrong way taken)$");
            if (isJava)
            {
                root.GetProperty("location").GetString()!.ShouldMatch(@"^\(57\.\d+, 1[12]\.\d+\)$");
            }
        }

        foreach (var device in failures.GroupBy(message => message.Key))
        {
            var times = device.Select(message => message.Sent.Micros).Order().ToList();
            times.Zip(times.Skip(1)).ShouldAllBe(pair => pair.Second - pair.First >= 299_000_000);
        }
    }

    [Fact]
    public void Weather_is_a_seattle_november_moved_to_today()
    {
        var messages = Cities.Run(Cities.OfType("weather", 20, groupMore: ", \"interval\": 600"), TimeSpan.FromHours(24));
        var roots = messages.Select(message => JsonDocument.Parse(message.Value).RootElement).ToList();

        roots.ShouldAllBe(root => Names(root).SequenceEqual(
            new[] { "id", "temperature", "weatherCondition", "windSpeed", "humidity", "airQualityIndex", "timestamp" }));
        roots.ShouldAllBe(root => root.GetProperty("temperature").GetDouble() > -6 && root.GetProperty("temperature").GetDouble() < 18);
        roots.ShouldAllBe(root => root.GetProperty("humidity").GetInt32() >= 20 && root.GetProperty("humidity").GetInt32() <= 100);
        roots.ShouldAllBe(
            root => root.GetProperty("airQualityIndex").GetInt32() >= 0 && root.GetProperty("airQualityIndex").GetInt32() <= 500);
        roots.Select(root => root.GetProperty("weatherCondition").GetString()).Distinct()
            .ShouldBeSubsetOf(["sun", "drizzle", "rain", "snow", "fog"]);
    }

    [Fact]
    public void Phones_go_by_pseudonyms_that_change_with_the_day()
    {
        var city = Cities.OfType("phone", 200, groupMore: ", \"interval\": 3600");
        var messages = Cities.Run(city, TimeSpan.FromHours(24));
        var days = messages.GroupBy(message => message.Sent.ToDateTimeOffset().Day).ToList();

        days.Count.ShouldBe(2);
        days.ShouldAllBe(day => day.Select(message => message.Key).Distinct().Count() == 200);
        messages.Select(message => message.Key).Distinct().Count().ShouldBe(400);
        messages.ShouldAllBe(message => Pseudonym().IsMatch(message.Key) && !message.Text.Contains("phone_"));
        messages.Count(message => message.Text.Contains("\"platform\": \"iOS\"")).ShouldBeInRange(1800, 3400);
    }

    [Fact]
    public void Dates_agree_with_the_calendar()
    {
        var writer = new MessageWriter();
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            var micros = random.NextInt64(4_102_444_800_000_000);
            var instant = new Core.EventTime(micros).ToDateTimeOffset();
            writer.Clear();
            writer.IsoTime(micros);
            DateTimeOffset.Parse(System.Text.Encoding.ASCII.GetString(writer.Written), CultureInfo.InvariantCulture).ShouldBe(instant);
            writer.Clear();
            writer.JavaTime(micros);
            System.Text.Encoding.ASCII.GetString(writer.Written)
                .ShouldBe(instant.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(2153, 2, "21.53")]
    [InlineData(2150, 2, "21.5")]
    [InlineData(2100, 2, "21.0")]
    [InlineData(-5, 2, "-0.05")]
    [InlineData(0, 1, "0.0")]
    [InlineData(11_974_560, 6, "11.97456")]
    public void Numbers_lose_their_last_zeros(long scaled, int decimals, string expected)
    {
        var writer = new MessageWriter();
        writer.Number(scaled, decimals);

        System.Text.Encoding.ASCII.GetString(writer.Written).ShouldBe(expected);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex("^[0-9a-f]{16}$")]
    private static partial Regex Pseudonym();
}
