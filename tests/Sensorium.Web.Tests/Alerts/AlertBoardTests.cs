using System.Text.Json.Nodes;

namespace Sensorium.Web.Tests.Alerts;

/// <summary>Alerts on the page, from the record that raises one to what people answer.</summary>
public sealed class AlertBoardTests
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task An_episode_is_raised_acknowledged_and_cleared_on_every_page()
    {
        await using var city = await PageCity.Open(partitions: 1);
        using var events = await city.Follow();
        await events.Next("hello");
        await city.Append(PageCity.Fix("<b>", 57, 11, 120, _now.AddSeconds(-3)));
        var raised = (await events.Next("alerts", alerts => alerts["episodes"]!.AsArray().Count > 0))["episodes"]![0]!;
        ((string)raised["alert"]!, (string)raised["severity"]!, (string)raised["topic"]!).ShouldBe(("fast", "medium", "people"));
        raised["key"]!.ToJsonString().ShouldBe("""{"device":"\u003Cb\u003E"}""");
        (raised["clearedAt"], raised["acknowledged"], raised["muted"]).ShouldBe((null, null, null));

        var episode = (string)raised["episode"]!;
        (await city.Send(HttpMethod.Post, $"/alerts/{episode}/acknowledge", """{ "note": "on my way" }""")).Status.ShouldBe(204);
        var seen = (await events.Next("alerts"))["episodes"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)seen["episode"]!, (string)seen["acknowledged"]!["by"]!, (string)seen["acknowledged"]!["note"]!).ShouldBe(
            (episode, "local", "on my way"));

        await city.Append(PageCity.Fix("<b>", 57, 11, 80, _now.AddSeconds(-1)));
        var cleared = (await events.Next("alerts"))["episodes"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)cleared["episode"]!, cleared["clearedAt"] is not null, cleared["acknowledged"] is not null).ShouldBe(
            (episode, true, true));
        (string.Join(',', city.Audit.Select(line => (string)line["did"]!)), (string)city.Audit[0]["to"]!).ShouldBe(
            ("acknowledge", episode));

        using var late = await city.Follow();
        var first = await late.Next("alerts");
        ((bool)first["reset"]!, first["episodes"]!.AsArray().Count).ShouldBe((true, 1));
    }

    [Fact]
    public async Task What_was_answered_and_what_is_open_is_known_again_after_a_restart()
    {
        var city = await PageCity.Open(partitions: 1);
        await city.Append(PageCity.Fix("a", 57, 11, 120, _now.AddSeconds(-9)), PageCity.Fix("b", 57, 11, 130, _now.AddSeconds(-9)));
        string? episode = null;
        using (var events = await city.Follow())
        {
            var alerts = await events.Next("alerts", alerts => alerts["episodes"]!.AsArray().Any(IsOf("a")));
            episode = (string)alerts["episodes"]!.AsArray().First(IsOf("a"))!["episode"]!;
        }

        (await city.Send(HttpMethod.Post, $"/alerts/{episode}/acknowledge", "{}")).Status.ShouldBe(204);
        (await city.Send(
            HttpMethod.Post,
            "/alerts/mute",
            """{ "alert": "fast", "key": { "device": "b" }, "minutes": 60, "reason": "test drive" }""")).Status.ShouldBe(204);
        var folder = await city.Leave();

        await using var again = await PageCity.Open(folder: folder, partitions: 1);
        again.Alerts.IsMuted("fast", """{"device": "b"}""").ShouldBeTrue();
        again.Alerts.IsMuted("fast", """{"device":"a"}""").ShouldBeFalse();
        var known = new Dictionary<string, JsonNode>();
        using var after = await again.Follow();
        while (known.Count < 2)
        {
            foreach (var found in (await after.Next("alerts"))["episodes"]!.AsArray())
            {
                known[(string)found!["key"]!["device"]!] = found;
            }
        }

        ((string)known["a"]["episode"]!, known["a"]["acknowledged"] is not null, known["a"]["clearedAt"]).ShouldBe((episode!, true, null));
        ((string)known["b"]["muted"]!["reason"]!, (string)known["b"]["muted"]!["by"]!).ShouldBe(("test drive", "local"));
        (await again.Send(HttpMethod.Post, "/alerts/mute", """{ "alert": "fast", "key": { "device": "b" }, "minutes": 0 }""")).Status
            .ShouldBe(204);
        again.Alerts.IsMuted("fast", """{"device":"b"}""").ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_answer_is_refused()
    {
        await using var city = await PageCity.Open();
        foreach (var (path, body, status, code) in new[]
        {
            ("/alerts/0000/acknowledge", "{}", 404, "SN6048"),
            ("/alerts/0000/acknowledge", """{ "note": 3 }""", 400, "SN6049"),
            ("/alerts/0000/acknowledge", "null", 400, "SN6049"),
            ("/alerts/mute", """{ "alert": "slow", "minutes": 5, "reason": "x" }""", 404, "SN6048"),
            ("/alerts/mute", """{ "alert": "fast", "reason": "x" }""", 400, "SN6049"),
            ("/alerts/mute", """{ "alert": "fast", "minutes": 999999, "reason": "x" }""", 400, "SN6049"),
            ("/alerts/mute", """{ "alert": "fast", "key": "b", "minutes": 5, "reason": "x" }""", 400, "SN6049"),
        })
        {
            var (answered, text) = await city.Send(HttpMethod.Post, path, body);
            (answered, (string)JsonNode.Parse(text)!["code"]!).ShouldBe((status, code), body);
        }
    }

    private static Func<JsonNode?, bool> IsOf(string device) => episode => (string)episode!["key"]!["device"]! == device;
}
