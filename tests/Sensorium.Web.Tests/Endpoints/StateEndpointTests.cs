using System.Text.Json.Nodes;
using Sensorium.Core;

namespace Sensorium.Web.Tests.Endpoints;

/// <summary>What programs are told of the city.</summary>
public sealed class StateEndpointTests
{
    [Fact]
    public async Task The_ledger_has_its_members_and_no_other()
    {
        await using var doors = await TestEndpoints.Open();
        doors.Pipelines = [new("processed.t", "temps", 9, 4, 2, 1, 1, 0, 1, 3, [new(Fate.Filtered, "a.sql", 3, "value > 0", 2)])];
        await doors.Post("""[{"id":"a"},{"id":"b"}]""");

        var ledger = (await doors.Get("/ledger")).Json;
        Members(ledger).ShouldBe(["balanced", "pipelines", "streams"], ignoreOrder: true);
        var entry = ledger["pipelines"]![0]!;
        Members(entry).ShouldBe(
        [
            "name", "stream", "read", "stored", "filtered", "rejected", "late", "duplicate", "inFlight", "waiting", "causes",
            "controls", "passed", "partlyLate", "conflicts", "duplicateKeys",
        ], ignoreOrder: true);
        ((int)entry["read"]!, (int)entry["inFlight"]!, (int)entry["waiting"]!).ShouldBe((9, 1, 3));
        ((string)entry["causes"]![0]!["fate"]!, (string)entry["causes"]![0]!["file"]!, (int)entry["causes"]![0]!["line"]!).ShouldBe(
            ("filtered", "a.sql", 3));
        var stream = ledger["streams"]![0]!;
        ((string)stream["stream"]!, (int)stream["received"]!, (int)stream["appended"]!, (int)stream["retained"]!).ShouldBe(
            ("temps", 2, 2, 2));
    }

    [Fact]
    public async Task Ready_is_503_only_while_the_city_cannot_serve()
    {
        await using var doors = await TestEndpoints.Open();
        doors.Parts =
        [
            new("streams", false, "temps takes no records: it is damaged") { CannotServe = true }, new("pipelines", true, "3 pipelines")
        ];
        var answer = await doors.Get("/health/ready");
        answer.Status.ShouldBe(503);
        ((bool)answer.Json["ready"]!, (string)answer.Json["state"]!).ShouldBe((false, "down"));
        answer.Json["parts"]![0]!.ToJsonString().ShouldBe(
            """{"part":"streams","healthy":false,"note":"temps takes no records: it is damaged","state":"down"}""");
        (await doors.Get("/health/live")).Text.ShouldBe("""{"live":true}""");
    }

    [Fact]
    public async Task A_part_that_is_not_well_is_named_with_its_reason_and_the_city_goes_on_serving()
    {
        await using var doors = await TestEndpoints.Open();
        var well = await doors.Get("/health/ready");
        (well.Status, (string)well.Json["state"]!).ShouldBe((200, "ok"));
        doors.Parts = [new("streams", true, "1 stream"), new("pipelines", false, "processed.t: SN5018")];
        var answer = await doors.Get("/health/ready");
        answer.Status.ShouldBe(200);
        ((bool)answer.Json["ready"]!, (string)answer.Json["state"]!).ShouldBe((true, "degraded"));
        answer.Json["parts"]![1]!.ToJsonString()
            .ShouldBe("""{"part":"pipelines","healthy":false,"note":"processed.t: SN5018","state":"degraded"}""");
    }

    private static IEnumerable<string> Members(JsonNode node) => node.AsObject().Select(member => member.Key);
}
