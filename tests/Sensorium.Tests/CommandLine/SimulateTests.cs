using System.Text.Json;

namespace Sensorium.Tests.CommandLine;

public sealed class SimulateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SimulateTests()
    {
        _folder.Write("city.json", """{ "format": 1 }""");
        _folder.Write("devices.json", """
            { "interval": 1, "devices": [
              { "id": "temp_sensor_001", "type": "temperature", "stream": "temp_stream" },
              { "id": "energy_sensor_001", "type": "energy", "stream": "energy_stream" } ] }
            """);
    }

    [Fact]
    public async Task The_same_seed_and_start_print_the_same_messages()
    {
        var first = await Run.Of("simulate", _folder.Path, "--to", "-", "--count", "20", "--start", "2026-01-01T00:00Z");
        var second = await Run.Of("simulate", _folder.Path, "--to", "-", "--count", "20", "--start", "2026-01-01T00:00Z");

        first.ExitCode.ShouldBe(0, first.Error);
        first.Output.ShouldBe(second.Output);
        var lines = first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(20);
        lines.ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public async Task One_stream_can_be_chosen_and_a_misspelt_one_is_guessed()
    {
        var chosen = await Run.Of(
            "simulate", _folder.Path, "--to", "-", "--count", "20", "--start", "2026-01-01T00:00Z", "--stream", "temp_stream");
        var misspelt = await Run.Of("simulate", _folder.Path, "--to", "-", "--stream", "temp_steam");

        chosen.Output.ShouldContain("temp_sensor_001");
        chosen.Output.ShouldNotContain("energy_sensor_001");
        misspelt.ExitCode.ShouldBe(1);
        misspelt.Error.ShouldContain("did you mean 'temp_stream'?");
    }

    [Fact]
    public async Task An_address_where_nobody_listens_fails_at_once_by_name()
    {
        var run = await Run.Of("simulate", _folder.Path, "--count", "5", "--start", "2026-01-01T00:00Z", "--to", "http://127.0.0.1:1");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("SN1016");
    }

    [Theory]
    [InlineData("--count", "-1")]
    [InlineData("--count", "0")]
    [InlineData("--rate", "0")]
    [InlineData("--rate", "-5")]
    [InlineData("--rate", "NaN")]
    [InlineData("--devices", "0")]
    [InlineData("--devices", "-3")]
    [InlineData("--seed", "-1")]
    public async Task A_number_that_makes_no_sense_is_wrong_usage(string option, string number)
    {
        var run = await Run.Of("simulate", _folder.Path, "--to", "-", option, number);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("SN1001");
        run.Error.ShouldContain(option);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_producers_own_config_json_is_the_fleet_where_there_is_no_devices_json()
    {
        File.Move(Path.Combine(_folder.Path, "devices.json"), Path.Combine(_folder.Path, "config.json"));
        var alone = await Run.Of("simulate", _folder.Path, "--to", "-", "--count", "4", "--start", "2026-01-01T00:00Z");
        alone.ExitCode.ShouldBe(0, alone.Error);
        alone.Output.ShouldContain("temp_sensor_001");

        _folder.Write("devices.json", """{ "devices": [ { "id": "other", "type": "humidity", "stream": "humidity_stream" } ] }""");
        var both = await Run.Of("simulate", _folder.Path, "--to", "-", "--count", "4", "--start", "2026-01-01T00:00Z");
        both.Output.ShouldContain("other");
        both.Output.ShouldNotContain("temp_sensor_001");
    }

    [Fact]
    public async Task A_city_without_devices_says_so()
    {
        File.Delete(Path.Combine(_folder.Path, "devices.json"));

        (await Run.Of("simulate", _folder.Path)).Error.ShouldContain("SN1019");
    }

    public void Dispose() => _folder.Dispose();
}
