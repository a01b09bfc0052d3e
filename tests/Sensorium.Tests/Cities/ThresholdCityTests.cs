using System.Collections;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.City;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Logs;
using Sensorium.City.Settings;
using Sensorium.Core.Scheduling;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Cities;

public sealed partial class ThresholdCityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();

    private string Data => Path.Combine(_folder.Path, "data");

    private string Replay => Path.Combine(_folder.Path, "replay");

    [Fact]
    public async Task A_threshold_that_is_moved_holds_from_then_on_over_restarts_and_in_a_replay()
    {
        _folder.Write(
            "city.json", """{ "format": 1, "name": "Lund", "web": { "port": 0 }, "streams": { "temps": { "partitions": 1 } } }""");
        _folder.Write("reference/thresholds.csv", "kind,low,high\ntemperature,,20\n");
        _folder.Write("pipelines/temps.sql", """
            CREATE STREAM temps (id VARCHAR NOT NULL, value DOUBLE, at TIMESTAMP NOT NULL, WATERMARK FOR at AS at - INTERVAL '1' SECOND) WITH (format = 'json', idle = '1 s');
            CREATE TABLE beyond AS SELECT t.id, t.value, l.high, t.at FROM temps AS t JOIN thresholds AS l ON l.kind = 'temperature' WHERE t.value > l.high;
            CREATE ALERT hot TO people KEY (id) AS
              SELECT t.id, t.value, l.high, t.at FROM temps AS t JOIN thresholds AS l ON l.kind = 'temperature' WHERE t.value > l.high;
            """);
        await InCity(async page =>
        {
            await Send(page, ("a", 25), ("b", 31));
            await Flush();
            await Put(page, """{ "low": null, "high": 30.5 }""");
            File.ReadAllText(Path.Combine(_folder.Path, "reference", "thresholds.csv")).ShouldBe("kind,low,high\ntemperature,,30.5\n");
            await Send(page, ("c", 25), ("d", 31));
            await Flush();

            // Somebody has edited the file meanwhile: nothing is changed, and the answer says what is wrong with it.
            var file = Path.Combine(_folder.Path, "reference", "thresholds.csv");
            var good = await File.ReadAllBytesAsync(file);
            foreach (var (content, code) in new[]
            {
                ("name,low,high\ntemperature,1,2\n"u8.ToArray(), "SN4012"),
                ("kind,low,high\ntemperature,1,2\nx,zzz,5\n"u8.ToArray(), "SN4012"),
                ("kind,low,high\ntemperature,1,2\n5,6\n"u8.ToArray(), "SN2030"),
                ([.. "kind,low,high\ntemperature,1,2\nbr"u8, 0xE5, .. "k,1,2\n"u8], "SN2030"),
            })
            {
                await File.WriteAllBytesAsync(file, content);
                await Put(page, """{ "low": null, "high": 40 }""", HttpStatusCode.UnprocessableEntity, code);
                (await File.ReadAllBytesAsync(file)).ShouldBe(content);
            }

            await File.WriteAllBytesAsync(file, good);
            await Put(page, """{ "low": 1, "low": 2, "high": 3 }""", HttpStatusCode.BadRequest, "SN6049");
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Put(page, """{ "low": null, "high": 30.5 }""")));
        });
        await InCity(async page =>
        {
            await Send(page, ("e", 25), ("f", 31));
            await Flush();
        });
        (await Rows("SELECT id, high FROM beyond ORDER BY id", Data)).ShouldBe("id,high\na,20.0\nb,20.0\nd,30.5\nf,30.5\n");
        (await Rows("SELECT json_extract_string(key, '$.id') AS id FROM alerts WHERE event = 'raised' ORDER BY id", Data))
            .ShouldBe("id\na\nb\nd\nf\n");

        var run = await Run.Of("run", _folder.Path, "--log", Data, "--output", Replay);
        run.ExitCode.ShouldBe(0, run.Error);
        foreach (var table in new[] { "beyond", "alerts" })
        {
            var replayed = await Run.Of("query", "SELECT * FROM t", "--hash", "--table", $"t={Path.Combine(Replay, table)}");
            replayed.ExitCode.ShouldBe(0, replayed.Error);
            replayed.Output.ShouldBe((await Run.Of("query", $"SELECT * FROM {table}", "--hash", "--data", Data)).Output, table);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task InCity(Func<Uri, Task> action)
    {
        var city = CityFolder.Open(_folder.Path, new SettingInputs("dev", [], new Hashtable()));
        var scheduler = new ThreadScheduler();
        var said = new List<string>();
        var host = CityAssembly.Build(
            city, new DataFolder(Data), scheduler, new Log(line => said.Add(line.Message), scheduler.Time), [], new Hashtable());
        using var end = new CancellationTokenSource();
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = host.Run(up.SetResult, end.Token);
        await await Task.WhenAny(up.Task, running);
        try
        {
            await action(new(Page().Match(string.Join('\n', said)).Groups[1].Value));
        }
        finally
        {
            await end.CancelAsync();
            await running;
        }
    }

    private Task Flush() => ControlClient.Ask(new DataFolder(Data), new() { ["do"] = "flush" }, default);

    private async Task Send(Uri page, params (string Id, double Value)[] readings)
    {
        var records = new JsonArray(
            [.. readings.Select(
                reading => new JsonObject { ["id"] = reading.Id, ["value"] = reading.Value, ["at"] = "2026-05-04T12:00:00Z" })]);
        using var content = new StringContent(records.ToJsonString(), Encoding.UTF8);
        using var answer = await _client.PostAsync(new Uri(page, "streams/temps"), content);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    private async Task Put(Uri page, string body, HttpStatusCode expected = HttpStatusCode.NoContent, string says = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(page, "thresholds/temperature"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Sensorium-Token", Token().Match(await _client.GetStringAsync(page)).Groups[1].Value);
        request.Headers.Add("Origin", page.GetLeftPart(UriPartial.Authority));
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, text);
        text.ShouldContain(says);
    }

    private static async Task<string> Rows(string sql, string data)
    {
        var query = await Run.Of("query", sql, "--format", "csv", "--data", data);
        query.ExitCode.ShouldBe(0, query.Error);
        return query.Output;
    }

    [GeneratedRegex("the page is at (\\S+)")]
    private static partial Regex Page();

    [GeneratedRegex("name=\"sensorium-token\" content=\"([^\"]+)\"")]
    private static partial Regex Token();
}
