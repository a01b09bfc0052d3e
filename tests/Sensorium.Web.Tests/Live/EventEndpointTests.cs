using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Web.Live;

namespace Sensorium.Web.Tests.Live;

/// <summary>The events that the page follows.</summary>
public sealed class EventEndpointTests
{
    private static readonly Schema _schema = new(new Field("id", TypeKind.Varchar), new Field("n", TypeKind.BigInt, Unit: "km/h"));

    [Fact]
    public async Task Who_comes_is_told_the_tables_then_counts_and_rows_as_they_come()
    {
        await using var doors = await TestEndpoints.Open();
        var table = doors.Feed.Table("processed.t", _schema);
        Append(table, ("before", 1));
        using var events = new StreamReader(await doors.Follow());

        var hello = await Next(events, "hello");
        hello["tables"]![0]!["name"]!.GetValue<string>().ShouldBe("processed.t");
        hello["tables"]![0]!["columns"]![1]!.ToJsonString().ShouldBe("""{"name":"n","type":"bigint","unit":"km/h"}""");
        (await Next(events, "rows"))["rows"]!.ToJsonString().ShouldBe("""[["before",1]]""");

        Append(table, ("<script>alert(1)</script>\n\n", 1L << 60), ("b", 2));
        var rows = await Next(events, "rows");
        ((int)rows["total"]!).ShouldBe(3);
        ((string)rows["rows"]![0]![0]!).ShouldBe("<script>alert(1)</script>\n\n");
        rows["rows"]![0]![1]!.GetValue<string>().ShouldBe("1152921504606846976", "a browser's number would be another");

        await doors.Post("""[{"id":"a"},{"id":"b"}]""");
        JsonNode pulse;
        do
        {
            pulse = await Next(events, "pulse");
        }
        while ((int)pulse["streams"]![0]!["total"]! < 2);

        ((bool)pulse["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_flood_is_shown_in_part_and_counted_whole()
    {
        await using var doors = await TestEndpoints.Open();
        var table = doors.Feed.Table("processed.t", _schema);
        using var events = new StreamReader(await doors.Follow());
        await Next(events, "hello");
        Append(table, [.. Enumerable.Range(0, 100_000).Select(i => ("x", (long)i))]);
        var rows = await Next(events, "rows");
        var shown = rows["rows"]!.AsArray();
        shown.Count.ShouldBeInRange(1, LiveTable.Capacity);
        ((long)rows["skipped"]! + shown.Count).ShouldBe(100_000);
        ((long)shown[^1]![1]!).ShouldBe(99_999, "the newest is shown");
    }

    [Fact]
    public async Task More_viewers_than_the_limit_are_refused_and_one_who_leaves_makes_room()
    {
        await using var doors = await TestEndpoints.Open();
        var viewers = new List<Stream>();
        for (var i = 0; i < 64; i++)
        {
            viewers.Add(await doors.Follow());
        }

        var refused = await doors.Get("/events");
        (refused.Status, refused.Code).ShouldBe((503, "SN6013"));
        viewers.ForEach(viewer => viewer.Dispose());
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                (await doors.Follow()).Dispose();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20);
            }
        }

        Assert.Fail("no room was made");
    }

    private static void Append(LiveTable table, params (string Id, long N)[] rows)
    {
        var batch = new Batch(_schema);
        batch.EnsureCapacity(rows.Length);
        foreach (var (id, n) in rows)
        {
            var row = batch.Count++;
            batch.Text(0).Set(row, System.Text.Encoding.UTF8.GetBytes(id));
            batch.Values<long>(1).Set(row, n);
        }

        table.Append(batch, 0, rows.Length);
    }

    /// <summary>The data of the next event of that name.</summary>
    private static async Task<JsonNode> Next(StreamReader events, string name)
    {
        while (await events.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)) is { } line)
        {
            if (line == $"event: {name}")
            {
                var data = (await events.ReadLineAsync())!;
                data.ShouldStartWith("data: ");
                return JsonNode.Parse(data["data: ".Length..])!;
            }
        }

        throw new EndOfStreamException($"no event {name} came");
    }
}
