namespace Sensorium.Web.Tests.Endpoints;

/// <summary>Parameters and changes of a page that no page would send.</summary>
public sealed class HostilePageTests
{
    private static readonly string[] _times =
    [
        "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "0001-01-01", "1970-01-01T00:00:00.0000001Z", "1970-01-01T00:00:01Z",
        "2026-05-04T12:00:00+99:99", "NaN", "", "%00", "now", "12",
    ];

    private static readonly string[] _bodies =
    [
        "{}", "[]", "{\"low\":1e308,\"high\":-1e308}", "{\"low\":null,\"high\":null}", "{\"low\":\"x\"}", "{\"low\":1,\"low\":2}",
        "{\"alert\":\"x\",\"minutes\":1e-320}", "{\"alert\":\"x\",\"minutes\":1e9}",
        "{\"alert\":\"\\u0000\",\"minutes\":5,\"key\":{\"a\":{\"a\":[1e999]}}}", "{\"note\":\"\\ud800\"}",
        "{\"note\":\"" + "n\\n\\u001b[31m" + "\"}", "{\"alert\":\"x\",\"minutes\":5,\"key\":{\"a\":1,\"a\":2}}",
    ];

    [Fact]
    public async Task No_time_span_box_or_change_is_answered_with_a_fault()
    {
        await using var city = await PageCity.Open();
        await city.Append(PageCity.Fix("car-1", 57.7, 11.9, 30, DateTimeOffset.UtcNow));
        var paths = new List<string>();
        foreach (var time in _times.Select(Uri.EscapeDataString))
        {
            paths.AddRange(
                [$"/panels/city?at={time}", $"/panels/city?at={time}&span=366d",
                    $"/layers/city/cars/view?bbox=50,5,60,15&zoom=8&at={time}", $"/layers/city/cars?from={time}&to={time}"]);
            paths.AddRange(_times.Select(other => $"/layers/city/cars?from={time}&to={Uri.EscapeDataString(other)}"));
        }

        paths.AddRange(
            new[] { "1e99", "-1", "NaN", "Infinity", "", "24.0001" }.Select(
                zoom => $"/layers/city/cars/view?bbox=-90,-180,90,180&zoom={zoom}"));
        paths.AddRange(
            new[]
            {
                "NaN,NaN,NaN,NaN",
                ",,,",
                "90,180,-90,-180",
                "1e400,0,1,1",
                "",
                new string('1', 5_000),
                "0,0,0,0",
                "-90,-180,-90,180",
            }.Select(box => $"/layers/city/cars/view?bbox={box}&zoom=3"));
        paths.AddRange(
            new[] { "0s", "-5m", "99999999999d", "366d", "1y", "", "m", "٣m", "1.5h" }.Select(
                span => $"/panels/city?span={Uri.EscapeDataString(span)}"));
        foreach (var path in paths)
        {
            var (status, text) = await city.Get(path);
            status.ShouldBeOneOf([200, 400, 404], $"{path}: {text}");
        }

        foreach (var body in _bodies)
        {
            foreach (var (method, path) in new[]
            {
                (HttpMethod.Put, "/thresholds/speed"),
                (HttpMethod.Put, "/thresholds/%00"),
                (HttpMethod.Post, "/alerts/mute"),
                (HttpMethod.Post, "/alerts/x/acknowledge"),
                (HttpMethod.Post, "/alerts/%2e%2e/acknowledge"),
            })
            {
                var (status, text) = await city.Send(method, path, body);
                status.ShouldBeInRange(200, 499, $"{method} {path} {body}: {text}");
            }
        }
    }
}
