using Sensorium.Access;

namespace Sensorium.Web.Tests.Ingest;

/// <summary>Tokens where the doors are open to this machine.</summary>
public sealed class OpenTokenTests
{
    [Fact]
    public async Task A_stream_takes_records_from_everybody_unless_its_setting_wants_a_token()
    {
        await using var open = await TestEndpoints.Open();
        (await open.Post("{}")).Status.ShouldBe(200);

        await using var doors = await TestEndpoints.Open(needsToken: true);
        var (_, secret) = doors.Access.Tokens.Add(Caller.Local, "temps", null);
        var refused = await doors.Post("{}");
        (refused.Status, refused.Code, refused.Headers["WWW-Authenticate"]).ShouldBe((401, "SN6022", "Bearer"));
        ((string)refused.Json["message"]!).ShouldContain("streams.temps.ingest");
        (await doors.Post("{}", ("Authorization", $"Bearer {secret}"))).Status.ShouldBe(200);
        (await doors.Post("{}", ("Authorization", $"Bearer {secret}x"))).Code.ShouldBe("SN6023");
        doors.Records().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_is_sent_is_judged_also_where_none_is_needed()
    {
        await using var doors = await TestEndpoints.Open();
        (await doors.Post("{}", ("Authorization", "Bearer wrong"))).Code.ShouldBe("SN6023");
    }
}
