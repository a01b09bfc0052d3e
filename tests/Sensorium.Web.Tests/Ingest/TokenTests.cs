using Sensorium.Access;

namespace Sensorium.Web.Tests.Ingest;

/// <summary>Who may send records from other machines; what is open on this one is in the tests of <see cref="OpenTokenTests"/>.</summary>
public sealed class TokenTests(LoginCity doors) : IClassFixture<LoginCity>
{
    [Fact]
    public async Task A_token_of_the_stream_lets_devices_in_and_nothing_else()
    {
        var (_, secret) = doors.Access.Tokens.Add(Caller.Local, "temps", "in");
        var before = doors.Records();
        (await doors.Post("/streams/temps", """{"id": 1}""", null, Bearer(secret))).Status.ShouldBe(200);
        doors.Records().ShouldBe(before + 1);
        (await doors.Get("/ledger", null, Bearer(secret))).Code.ShouldBe("SN6020");
        (await doors.Get("/", null, Bearer(secret))).Code.ShouldBe("SN6020");
    }

    [Fact]
    public async Task None_a_wrong_one_and_one_of_another_stream_are_refused()
    {
        var (_, secret) = doors.Access.Tokens.Add(Caller.Local, "cars", "other");
        var before = doors.Records();
        (await Refused()).ShouldBe((401, "SN6022"));
        (await Refused(Bearer(RandomSecret.Next("sensorium_")))).ShouldBe((401, "SN6023"));
        (await Refused(("Authorization", "Basic YWRtaW46YWRtaW4="))).ShouldBe((401, "SN6023"));
        (await Refused(Bearer(""))).ShouldBe((401, "SN6023"));
        (await Refused(Bearer(secret))).ShouldBe((403, "SN6023"));
        doors.Records().ShouldBe(before);
    }

    [Fact]
    public async Task A_removed_token_is_refused_from_the_next_request_on()
    {
        var (_, secret) = doors.Access.Tokens.Add(Caller.Local, "temps", "gone");
        (await doors.Post("/streams/temps", "{}", null, Bearer(secret))).Status.ShouldBe(200);
        doors.Access.Tokens.Remove(Caller.Local, "temps", "gone");
        (await Refused(Bearer(secret))).ShouldBe((401, "SN6023"));
    }

    [Fact]
    public async Task A_probe_reads_how_the_city_is_and_sends_nothing()
    {
        var (_, secret) = doors.Access.Tokens.Add(Caller.Local, "/metrics", "prometheus");
        (await doors.Get("/health/live", null, Bearer(secret))).Status.ShouldBe(200);
        (await doors.Get("/health/ready", null, Bearer(secret))).Status.ShouldBe(200);
        (await doors.Get("/metrics", null, Bearer(secret))).Status.ShouldBe(200);
        (await doors.Get("/metrics")).Code.ShouldBe("SN6020");
        (await doors.Get("/health/ready", null, Bearer(RandomSecret.Next("sensorium_")))).Code.ShouldBe("SN6023");
        (await doors.Get("/ledger", null, Bearer(secret))).Code.ShouldBe("SN6020");
        (await doors.Get("/events", null, Bearer(secret))).Code.ShouldBe("SN6020");
        (await Refused(Bearer(secret))).ShouldBe((403, "SN6023"));
    }

    [Fact]
    public async Task A_page_of_another_site_is_refused_whatever_it_has()
    {
        var (_, secret) = doors.Access.Tokens.Add(Caller.Local, "temps", "page");
        (await Refused(Bearer(secret), ("Origin", "https://evil.example"))).ShouldBe((403, "SN6008"));
    }

    [Fact]
    public async Task An_operator_may_send_with_the_page_s_token_and_a_viewer_may_not()
    {
        var visitor = await doors.LogIn("operator");
        (await doors.Post("/streams/temps", "{}", visitor)).Status.ShouldBe(200);
        (await doors.Post("/streams/temps", "{}", new(visitor.Cookie, ""))).Code.ShouldBe("SN6015");
        (await doors.Post("/streams/temps", "{}", await doors.LogIn("viewer"))).Code.ShouldBe("SN6014");
    }

    private static (string, string) Bearer(string secret) => ("Authorization", $"Bearer {secret}");

    private async Task<(int, string)> Refused(params (string, string)[] headers)
    {
        var answer = await doors.Post("/streams/temps", "{}", null, headers);
        return (answer.Status, answer.Code);
    }
}
