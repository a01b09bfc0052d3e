using System.Text.Json.Nodes;
using Sensorium.Tests.CommandLine;
using Sensorium.Tests.Survival;

namespace Sensorium.Tests.Commands;

public sealed class UpLogTests
{
    [Fact]
    public async Task Up_says_everything_as_a_line_of_json_when_asked_to()
    {
        using var city = new EventCity();
        using var up = city.Start("--log", "json");
        await up.UntilUp();
        await up.Stop();

        var lines = up.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        lines.ShouldAllBe(line => line.ContainsKey("time") && line.ContainsKey("level") && line.ContainsKey("part"));
        lines.Select(line => (string)line["message"]!).ShouldContain(message => message.Contains("Events is up"));
        ((string)lines[^1]["message"]!).ShouldStartWith("stopped in");
    }

    [Fact]
    public async Task Why_it_could_not_start_is_a_line_of_json_too()
    {
        using var folder = new TemporaryFolder();
        folder.Write("city.json", """{ "format": 1, "log": { "format": "json" } }""");
        var ran = await Run.Of("up", folder.Path, "--data", Path.Combine(folder.Path, "data"), "--set", "observe.otlp=nowhere");
        ran.ExitCode.ShouldBe(1);
        var line = JsonNode.Parse(ran.Error.Trim())!;
        ((string)line["level"]!, (string)line["code"]!, (string)line["message"]!).ShouldBe(
            ("error", "SN1070", "observe.otlp is 'nowhere', which is no address of a receiver."));
    }

    [Fact]
    public async Task A_format_that_is_none_is_refused()
    {
        var ran = await Run.Of("up", "--log", "xml");
        ran.ExitCode.ShouldBe(2);
        ran.Error.ShouldContain("'xml' is no format of the log; it is text or json.");
    }
}
