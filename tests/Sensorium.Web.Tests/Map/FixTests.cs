using System.Text.Json.Nodes;

namespace Sensorium.Web.Tests.Map;

/// <summary>A map's layers, from the record to the browser.</summary>
public sealed class FixTests
{
    private readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeMilliseconds(
        TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000 * 1000);

    [Fact]
    public async Task A_device_is_on_the_map_soon_after_its_record_and_moves_with_the_next()
    {
        await using var city = await PageCity.Open(partitions: 1);
        using var events = await city.Follow();
        await city.Append(PageCity.Fix("a", 57.7, 11.9, 30.5, _now), PageCity.Fix("<script>", -33.5, -70.123456789, null, _now));
        var first = await events.Next("fixes", IsOf("cars"));
        ((int)first["first"]!, first["keys"]!.ToJsonString()).ShouldBe((0, """["a","\u003Cscript\u003E"]"""));
        var time = _now.ToUnixTimeMilliseconds();
        first["fixes"]!.ToJsonString().ShouldBe($"[[0,{time},57.7,11.9,30.5],[1,{time},-33.5,-70.123457,null]]");

        await city.Append(
            PageCity.Fix("b", 57, 11, 1, _now.AddSeconds(1)),
            PageCity.Fix("a", 57.71, 11.9, 31, _now.AddSeconds(1)),
            PageCity.Fix("a", 50, 10, 99, _now.AddSeconds(-5)));
        var second = await events.Next("fixes", IsOf("cars"));
        ((int)second["first"]!, second["keys"]!.ToJsonString(), second["reset"]).ShouldBe((2, """["b"]""", null));
        second["fixes"]!.AsArray().Select(fix => fix!.ToJsonString()).ShouldBe(
            [$"[2,{time + 1000},57,11,1]", $"[0,{time + 1000},57.71,11.9,31]"], "a fix that is older than the one known does not come");
    }

    [Fact]
    public async Task Who_comes_later_is_told_all_devices_first()
    {
        await using var city = await PageCity.Open();
        await city.Append(Enumerable.Range(0, 500).Select(i => PageCity.Fix($"car{i}", 57, 11, i, _now)));
        using (var early = await city.Follow())
        {
            await early.Next("layer", layer => (string)layer["layer"]! == "cars" && (int)layer["count"]! == 500);
        }

        using var events = await city.Follow("?page=city");
        var all = await events.Next("fixes", IsOf("cars"));
        ((bool)all["reset"]!, all["keys"]!.AsArray().Count, all["fixes"]!.AsArray().Count).ShouldBe((true, 500, 500));
        ((int)(await city.Data())["layers"]![0]!["count"]!).ShouldBe(500);
    }

    [Fact]
    public async Task A_map_begins_with_what_came_a_little_before_the_city_started()
    {
        var city = await PageCity.Open();
        await city.Append(PageCity.Fix("a", 57.7, 11.9, 30, _now));
        var folder = await city.Leave();
        await using var again = await PageCity.Open(folder: folder);
        using var events = await again.Follow();
        (await events.Next("fixes", IsOf("cars")))["keys"]!.ToJsonString().ShouldBe("""["a"]""");
    }

    [Fact]
    public async Task More_than_a_thousand_sensors_are_looked_at_as_clusters()
    {
        await using var city = await PageCity.Open();
        using var events = await city.Follow();
        await city.Append(
            Enumerable.Range(0, 1500).Select(i => PageCity.Fix($"m{i}", 57 + (i % 50 / 100.0), 11 + (i / 50 / 100.0), 10, _now)));
        await events.Next(
            "layer", layer => (string)layer["layer"]! == "meters" && (int)layer["count"]! == 1500 && !(bool)layer["streamed"]!);

        var all = await city.GetJson("/layers/city/meters/view?bbox=50,5,60,15&zoom=8");
        ((int)all["count"]!, all["points"]).ShouldBe((1500, null));
        var clusters = all["clusters"]!.AsArray();
        clusters.Count.ShouldBeInRange(1, 30);
        clusters.Sum(cluster => (int)cluster![2]!).ShouldBe(1500);
        clusters.ShouldAllBe(cluster => (double)cluster![3]! == 10 && (long)cluster[4]! == _now.ToUnixTimeMilliseconds());
        clusters.ShouldAllBe(
            cluster =>
                (double)cluster![0]! >= 57 && (double)cluster[0]! <= 57.5 && (double)cluster[1]! >= 11 && (double)cluster[1]! <= 11.3);

        var few = await city.GetJson("/layers/city/meters/view?bbox=57.0,11.0,57.1,11.1&zoom=12");
        ((int)few["count"]!, few["points"]!.AsArray().Count, few["clusters"]).ShouldBe((121, 121, null));
        ((string)few["points"]![0]![0]!).ShouldStartWith("m");

        await Task.Delay(20);
        var past = await city.GetJson(
            $"/layers/city/meters/view?bbox=50,5,60,15&zoom=8&at={_now.AddMinutes(-5):O}".Replace("+", "%2B", StringComparison.Ordinal));
        ((int)past["count"]!).ShouldBe(0);
    }

    [Fact]
    public async Task The_past_is_read_from_the_log()
    {
        await using var city = await PageCity.Open();
        await city.Append(
            Enumerable.Range(0, 40).Select(i => PageCity.Fix($"car{i % 4}", 57 + (i / 1000.0), 11, i, _now.AddSeconds(-40 + i))));
        var history = await city.GetJson($"/layers/city/cars?from={Time(-30)}&to={Time(-11)}");
        var keys = history["keys"]!.AsArray().Select(key => (string)key!).ToList();
        keys.Order().ShouldBe(["car0", "car1", "car2", "car3"]);
        ((bool)history["truncated"]!, (long)history["until"]!).ShouldBe((false, _now.AddSeconds(-11).ToUnixTimeMilliseconds()));
        history["fixes"]!.AsArray().Select(fix => (keys[(int)fix![0]!], (int)(double)fix[4]!)).Order()
            .ShouldBe(Enumerable.Range(10, 20).Select(i => ($"car{i % 4}", i)).Order());
    }

    [Fact]
    public async Task A_wrong_address_is_refused_with_its_fix()
    {
        await using var city = await PageCity.Open();
        foreach (var (path, status, code) in new[]
        {
            ("/layers/city/cars", 400, "SN6046"),
            ("/layers/city/cars?from=2026-01-01T00:00:00Z&to=yesterday", 400, "SN6046"),
            ("/layers/city/cars?from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z", 400, "SN6046"),
            ("/layers/city/cars?from=2026-01-01T01:00:00Z&to=2026-01-01T00:59:00Z", 400, "SN6046"),
            ("/layers/city/cars/view?bbox=1,2,3&zoom=3", 400, "SN6046"),
            ("/layers/city/cars/view?bbox=1,2,3,NaN&zoom=3", 400, "SN6046"),
            ("/layers/city/cars/view?bbox=1,2,3,4&zoom=300", 400, "SN6046"),
            ("/layers/city/bikes?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:01Z", 404, "SN6044"),
            ("/layers/town/cars", 404, "SN6044"),
            ("/pages/town", 404, "SN6044"),
            ("/events?page=town", 404, "SN6044"),
            ("/panels/town", 404, "SN6044"),
            ("/panels/city?span=1y", 400, "SN6046"),
            ("/panels/city?span=999d", 400, "SN6046"),
            ("/panels/city?at=soon", 400, "SN6046"),
            ("/map/streets", 404, "SN6045"),
        })
        {
            var (answered, text) = await city.Get(path);
            var problem = JsonNode.Parse(text)!;
            (answered, (string)problem["code"]!).ShouldBe((status, code), path);
            ((string)problem["fix"]!).ShouldNotBeEmpty();
        }
    }

    /// <summary>Fixes of a layer; who comes first is told that there are none.</summary>
    private static Func<JsonNode, bool> IsOf(string layer) => data => (string)data["layer"]! == layer && data["fixes"]!.AsArray().Count > 0;

    private string Time(double seconds) => _now.AddSeconds(seconds).UtcDateTime.ToString("O");
}
