using System.Text;
using Sensorium.Devices.Replay;

namespace Sensorium.Devices.Tests.Replay;

public sealed class NdjsonReplayTests
{
    [Fact]
    public void Lines_go_on_as_they_are()
    {
        const string lines = "{\"a\": 1 }\r\n\n  \nno json\n{\"a\":[{\"timestamp\":\"2020-01-01\"}]}";

        NdjsonReplay.Read(Replays.Input(lines)).Texts().ShouldBe(["{\"a\": 1 }", "no json", "{\"a\":[{\"timestamp\":\"2020-01-01\"}]}"]);
        NdjsonReplay.Read(Replays.Input(lines)).ShouldAllBe(record => record.Time == null);
    }

    [Theory]
    [InlineData("""{"id":1,"timestamp":"2026-11-24T00:00:00+00:00"}""")]
    [InlineData("""{"time":"2020-01-01","nested":{"timestamp":"1999-01-01"},"timestamp":1795478400}""")]
    [InlineData("""{"ts":1795478400000}""")]
    [InlineData("""{"timestamp":null,"time":"Tue Nov 24 00:00:00 UTC 2026"}""")]
    public void The_time_is_found_at_the_top_by_its_usual_names(string line) =>
        NdjsonReplay.Read(Replays.Input(line)).Single().Time.ShouldNotBeNull().ToString().ShouldBe("2026-11-24T00:00:00Z");

    [Fact]
    public void What_a_fleet_sent_can_be_replayed()
    {
        var sent = Cities.Run(Cities.Gothenburg() with { Faults = FaultRates.None, ClockSkew = TimeSpan.Zero }, TimeSpan.FromSeconds(2));
        var file = string.Join('\n', sent.Select(message => message.Text));
        var records = NdjsonReplay.Read(Replays.Input(file))
            .Select(record => (record.Time, Text: Encoding.UTF8.GetString(record.Json.Span))).ToList();

        records.Select(record => record.Text).ShouldBe(sent.Select(message => message.Text));
        records.Zip(sent).ShouldAllBe(pair => Math.Abs(pair.First.Time!.Value.Micros - pair.Second.Sent.Micros) < 1_000_000);
    }
}
