using System.Text.Json.Nodes;

namespace Sensorium.Web.Tests.Pages;

/// <summary>Thresholds that an operator edits on the page.</summary>
public sealed class ThresholdTests
{
    [Fact]
    public async Task A_change_is_one_row_of_the_file_is_told_to_pages_and_written_down()
    {
        await using var city = await PageCity.Open();
        using var events = await city.Follow();
        await events.Next("hello");
        (await city.Send(HttpMethod.Put, "/thresholds/speed", """{ "low": null, "high": 90.5 }""")).Status.ShouldBe(204);
        File.ReadAllText(city.ThresholdFile).ShouldBe("kind,low,note,high\r\nspeed,,\"fast, not safe\",90.5\r\nnoise,,,70\r\n");
        (await events.Next("thresholds"))["speed"]!.ToJsonString().ShouldBe("""{"low":null,"high":90.5,"unit":null}""");
        (await city.Send(HttpMethod.Put, "/thresholds/noise", """{ "low": 0.1, "high": 1e3 }""")).Status.ShouldBe(204);
        File.ReadAllText(city.ThresholdFile).ShouldBe("kind,low,note,high\r\nspeed,,\"fast, not safe\",90.5\r\nnoise,0.1,,1000\r\n");
        city.Audit.Select(line => $"{line["who"]} {line["did"]} {line["to"]} {line["details"]!.ToJsonString()}").First()
            .ShouldBe("""local set threshold speed {"before":{"low":5,"high":100},"after":{"low":null,"high":90.5}}""");
    }

    [Fact]
    public async Task A_wrong_change_changes_nothing()
    {
        await using var city = await PageCity.Open();
        var before = File.ReadAllText(city.ThresholdFile);
        foreach (var (name, body, status, code) in new[]
        {
            ("speed", """{ "low": 5 }""", 400, "SN6049"),
            ("speed", """{ "low": "5", "high": 3 }""", 400, "SN6049"),
            ("speed", """{ "low": 5, "high": 3 }""", 400, "SN6049"),
            ("speed", """[5, 3]""", 400, "SN6049"),
            ("speed", """{ "low": """, 400, "SN6049"),
            ("height", """{ "low": 1, "high": 3 }""", 404, "SN6050"),
        })
        {
            var (answered, text) = await city.Send(HttpMethod.Put, $"/thresholds/{name}", body);
            (answered, (string)JsonNode.Parse(text)!["code"]!).ShouldBe((status, code), body);
        }

        File.ReadAllText(city.ThresholdFile).ShouldBe(before);
    }
}
