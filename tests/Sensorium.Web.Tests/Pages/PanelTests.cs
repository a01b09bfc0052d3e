using System.Text.Json.Nodes;
using Sensorium.Core;

namespace Sensorium.Web.Tests.Pages;

/// <summary>Panels over a real lake, beside the pipeline that feeds it.</summary>
public sealed class PanelTests
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_row_is_counted_once_whenever_one_looks_while_it_is_committed()
    {
        await using var city = await PageCity.Open();
        var appended = 0;
        var seen = 0L;
        using var done = new CancellationTokenSource();
        var committing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await city.Fixes.Flush();
            }
        });
        for (var round = 0; round < 25; round++)
        {
            await city.Append(Enumerable.Range(0, 40).Select(i => PageCity.Fix($"car{appended + i}", 57, 11, i, _now)));
            appended += 40;
            var before = city.Fixes.Ledger.Sum(entry => entry.Read - entry.Rejected);
            var row = (await city.GetJson("/panels/city?span=2h"))["panels"]!["count"]!["rows"]![0]!;
            ((long)row[0]!).ShouldBe((long)row[1]!, "no row twice");
            ((long)row[0]!).ShouldBeInRange(Math.Max(before, seen), appended, "what the pipeline had read is there");
            seen = (long)row[0]!;
        }

        await done.CancelAsync();
        await committing;
        await Until(async () => (long)(await city.GetJson("/panels/city?span=2h"))["panels"]!["count"]!["rows"]![0]![0]! == appended);
    }

    [Fact]
    public async Task A_page_is_told_when_a_panel_changes_before_the_rows_are_committed()
    {
        await using var city = await PageCity.Open();
        await city.Append(PageCity.Fix("a", 57, 11, 1, _now.AddSeconds(-9)));
        await Until(() => Task.FromResult(city.Fixes.Ledger.Sum(entry => entry.Stored) == 1));
        using var events = await city.Follow();
        await events.Next("panel", panel => (string)panel["panel"]! == "speed" && panel["rows"]!.AsArray().Count == 1);
        await city.Append(PageCity.Fix("b", 57, 11, 2.5, _now.AddSeconds(-5)));
        var changed = await events.Next("panel", panel => (string)panel["panel"]! == "speed");
        changed["columns"]!.ToJsonString().ShouldBe("""[{"name":"seen","type":"timestamp"},{"name":"speed","type":"double"}]""");
        changed["rows"]!.AsArray().Select(row => (double)row![1]!).ShouldBe([1, 2.5], "by time");
        city.Fixes.Ledger.Sum(entry => entry.Stored).ShouldBe(1);
    }

    [Fact]
    public async Task The_past_shows_committed_rows_up_to_its_moment()
    {
        await using var city = await PageCity.Open();
        await city.Append(Enumerable.Range(0, 10).Select(i => PageCity.Fix("a", 57, 11, i, _now.AddMinutes(-10 + i))));
        await city.Fixes.Flush();
        await city.Append(PageCity.Fix("a", 57, 11, 99, _now.AddMinutes(-9.5)));
        await Until(() => Task.FromResult(city.Fixes.Ledger.Sum(entry => entry.Read) == 11));
        (await Values("/panels/city")).ShouldBe([0, 99, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        var at = Uri.EscapeDataString(_now.AddMinutes(-5.5).ToString("O"));
        (await Values($"/panels/city?at={at}")).ShouldBe([0, 1, 2, 3, 4]);
        (await Values($"/panels/city?at={at}&span=3m")).ShouldBe([2, 3, 4]);
        ((long)(await city.GetJson($"/panels/city?at={at}&span=3m"))["panels"]!["count"]!["rows"]![0]![0]!)
            .ShouldBe(3, "a panel without a time looks through the same span");

        async Task<IEnumerable<double>> Values(string path) =>
            (await city.GetJson(path))["panels"]!["speed"]!["rows"]!.AsArray().Select(row => (double)row![1]!);
    }

    [Fact]
    public async Task Many_rows_are_cut_to_the_newest()
    {
        await using var city = await PageCity.Open();
        await city.Append(Enumerable.Range(0, 2500).Select(i => PageCity.Fix("a", 57, 11, i, _now.AddSeconds(-2600 + i))));
        await Until(() => Task.FromResult(city.Fixes.Ledger.Sum(entry => entry.Read) == 2500));
        var speed = (await city.GetJson("/panels/city?span=2h"))["panels"]!["speed"]!;
        (speed["rows"]!.AsArray().Count, (bool)speed["truncated"]!).ShouldBe((2000, true));
        ((double)speed["rows"]![1999]![1]!, (double)speed["rows"]![0]![1]!).ShouldBe((2499, 500));
    }

    [Fact]
    public async Task What_fails_is_said_in_its_panel_and_harms_no_other()
    {
        await using var city = await PageCity.Open("""
            { "panels": {
              "bad": { "kind": "tile", "sql": "SELECT seen, CAST(device AS INTEGER) AS n FROM fixes" },
              "endless": { "kind": "bars", "sql": "SELECT sum(a.range * b.range) AS n FROM range(1000000) AS a, range(1000000) AS b, fixes" },
              "large": { "kind": "bars", "sql": "SELECT count(*) AS n FROM (SELECT DISTINCT a.range AS x, repeat('x', 1000) AS y FROM range(20000000) AS a)" },
              "good": { "kind": "tile", "sql": "SELECT seen, speed FROM fixes" } } }
            """);
        await city.Append(PageCity.Fix("a", 57, 11, 1, _now));
        await Until(() => Task.FromResult(city.Fixes.Ledger.Sum(entry => entry.Read) == 1));
        var panels = (await city.GetJson("/panels/city"))["panels"]!;
        ((string)panels["bad"]!["error"]!["code"]!).ShouldBe("SN6053");
        ((string)panels["bad"]!["error"]!["message"]!).ShouldContain("'a'");
        ((string)panels["endless"]!["error"]!["code"]!).ShouldBe("SN6052");
        panels["large"]!["error"].ShouldNotBeNull("neither memory nor disk are taken without end");
        panels["good"]!["rows"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_pulse_tells_how_far_a_pipeline_is()
    {
        await using var city = await PageCity.Open(partitions: 1);
        await city.Append(PageCity.Fix("a", 57, 11, 1, _now));
        using var events = await city.Follow();
        var pulse = await events.Next("pulse", pulse => pulse["pipelines"]!.AsArray().Any(entry => entry!["watermark"] is not null));
        var entry = pulse["pipelines"]!.AsArray().First(entry => (string)entry!["name"]! == "processed.fixes")!;
        ((long)entry["watermark"]!).ShouldBe(_now.AddSeconds(-1).ToUnixTimeMilliseconds());
        ((long)entry["lag"]!).ShouldBeLessThan(5000);
        entry["tables"]!.ToJsonString().ShouldBe("""["processed.fixes","processed.fixes__late","processed.fixes__rejected"]""");
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("it did not come to be");
    }
}
