using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Survival;

/// <summary>A running city that is fed rubbish: each record is counted, kept and explained, and harms no other.</summary>
[Trait("Category", "Slow")]
public sealed class RubbishTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rubbish_is_kept_with_its_reason_and_a_run_over_the_log_judges_the_same()
    {
        _folder.Write(
            "city/city.json", """{ "format": 1, "name": "Rubbish", "streams": { "things": { "partitions": 2, "key": "id" } } }""");
        _folder.Write("city/pipelines/things.sql", """
            CREATE STREAM things (
              id VARCHAR NOT NULL, n INT, value DOUBLE, place POINT FROM 'location', event_time TIMESTAMP FROM 'at' NOT NULL,
              WATERMARK FOR event_time AS event_time - INTERVAL '1' HOUR
            ) WITH (format = 'json', idle = 'none');
            CREATE TABLE kept AS SELECT id, n, value, place FROM things;
            CREATE TABLE hours AS SELECT window_start, count(*) AS n, avg(value) AS mean FROM TUMBLE(TABLE things, DESCRIPTOR(event_time), INTERVAL '1' HOUR) GROUP BY window_start, window_end;
            """);
        var (city, data, port) = (Path.Combine(_folder.Path, "city"), Path.Combine(_folder.Path, "data"), UpProcess.FreePort());
        var at = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        (byte[] Record, string? Reason)[] records =
        [
            (Text($$"""{"id":"good","n":1,"value":1.5,"location":{"latitude":57.7,"longitude":11.9},"at":"{{at}}"}"""), null),
            (Text($$"""{"id":"twice","value":1,"value":2,"at":"{{at}}"}"""), null),
            (Text($$"""{"id":"long","at":"{{at}}","x":"{{new string('x', 10_000_000)}}"}"""), null),
            ([.. Text("{\"id\":\"cut "), 0xE2, 0x82, .. Text($"\",\"at\":\"{at}\"}}")], "the record is not valid UTF-8"),
            (Text("{\"id\":\"torn"), "the record is not valid JSON"),
            (Text($$"""{"id":"nan","value":NaN,"at":"{{at}}"}"""), "the record is not valid JSON"),
            (Text($"{{\"id\":\"deep\",\"at\":\"{at}\",\"x\":{new string('[', 100)}{new string(']', 100)}}}"),
                "the record is not valid JSON"),
            (Text("[1,2,3]"), "the record is JSON but not an object"),
            (Text("{}"), "id is missing or null"),
            (Text($$"""{"id":5,"at":"{{at}}"}"""), "id is not of type VARCHAR"),
            (Text($$"""{"id":"half \ud800","at":"{{at}}"}"""), "id holds half of a surrogate pair"),
            (Text($$"""{"id":"a","n":"many","at":"{{at}}"}"""), "n is not a number"),
            (Text($$"""{"id":"a","n":3000000000,"at":"{{at}}"}"""), "n does not fit in INTEGER"),
            (Text($$"""{"id":"a","value":1e400,"at":"{{at}}"}"""), "value does not fit in DOUBLE"),
            (Text($$"""{"id":"a","location":{"latitude":57.7,"longitude":999},"at":"{{at}}"}"""),
                "place lies outside latitude ±90, longitude ±180"),
            (Text("""{"id":"a","at":"0000-01-01T00:00:00Z"}"""), "event_time lies outside the years 1 to 9999"),
            (Text("""{"id":"a","at":"9999-12-31T23:59:59Z"}"""), "event_time is in the future"),
            (Text("""{"id":"a","at":"2026-02-30T00:00:00Z"}"""), "event_time is not a timestamp"),
            (Text("""{"id":"a","at":"2026-05-04 12:00:00"}"""), "event_time has no time zone, and the column declares none"),
            (Text("""{"id":"a"}"""), "event_time is missing or null"),
        ];

        using (var up = UpProcess.Start(city, data, port, "--set", "commit.interval=200ms"))
        {
            await up.UntilUp();
            using var client = new HttpClient();
            foreach (var (record, _) in records)
            {
                using var content = new ByteArrayContent(record);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{port}/streams/things"), content);
                answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            }

            await up.Stop();
        }

        var lake = Path.Combine(data, "lake");
        var rejected = JsonNode.Parse(
            await Query("SELECT reason FROM t", Path.Combine(lake, "raw", "things__rejected"), "--format", "json"))!.AsArray();
        rejected.Select(row => (string)row!["reason"]!).Order()
            .ShouldBe(records.Where(record => record.Reason is not null).Select(record => record.Reason!).Order());
        (await Query(
            "SELECT count(*) AS n, max(octet_length(_value)) > 10000000 AS long FROM t",
            Path.Combine(lake, "raw", "things"),
            "--format",
            "csv")).ShouldBe($"n,long\n{records.Length},true\n");
        (await Query("SELECT id, value FROM t ORDER BY id", Path.Combine(lake, "processed", "kept"), "--format", "csv"))
            .ShouldBe("id,value\ngood,1.5\nlong,\ntwice,2.0\n");

        var ran = await Run.Of("run", city, "--log", data, "--output", Path.Combine(_folder.Path, "out"), "--format", "json");
        ran.ExitCode.ShouldBe(0, ran.Error);
        var kept = JsonNode.Parse(ran.Output)!["pipelines"]!.AsArray().Single(entry => (string)entry!["name"]! == "processed.kept")!;
        ((int)kept["read"]!, (int)kept["stored"]!, (int)kept["rejected"]!).ShouldBe((records.Length, 3, records.Length - 3));
        foreach (var table in new[] { "raw/things", "raw/things__rejected", "kept" })
        {
            var own = Path.Combine(lake, table.Contains('/', StringComparison.Ordinal) ? table : $"processed/{table}");
            (await Query("SELECT * FROM t", Path.Combine(_folder.Path, "out", table), "--hash"))
                .ShouldBe(await Query("SELECT * FROM t", own, "--hash"), table);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string> Query(string sql, string table, params string[] arguments)
    {
        var ran = await Run.Of(["query", sql, "--table", $"t={table}", .. arguments]);
        ran.ExitCode.ShouldBe(0, ran.Error);
        return ran.Output;
    }
}
