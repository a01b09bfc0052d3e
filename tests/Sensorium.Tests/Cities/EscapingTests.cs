using System.Collections;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.City;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Logs;
using Sensorium.City.Pipelines;
using Sensorium.City.Settings;
using Sensorium.Core.Scheduling;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Cities;

/// <summary>What a device sends is text wherever it comes out of a running city.</summary>
public sealed partial class EscapingTests : IDisposable
{
    private static readonly string[] _ids =
    [
        "<script>alert(1)</script>", "=cmd|'/C calc'!A0", "a\nb\u001b[2J\u0007", "\"><img src=x onerror=alert(1)>", "@SUM(1+1)*cmd"
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];
    private readonly HttpClient _client = new();

    [Fact]
    public async Task On_the_page_in_the_stream_of_events_in_alerts_and_in_csv()
    {
        _folder.Write(
            "city.json", """{ "format": 1, "name": "Lund", "web": { "port": 0 }, "streams": { "temps": { "partitions": 1 } } }""");
        _folder.Write("pipelines/temps.sql", """
            CREATE STREAM temps (id VARCHAR NOT NULL, value DOUBLE, at TIMESTAMP NOT NULL, WATERMARK FOR at AS at - INTERVAL '1' SECOND) WITH (format = 'json', idle = 'none');
            CREATE TABLE hot AS SELECT id, value, at FROM temps WHERE value > 45;
            CREATE ALERT overheating TO city_alerts SEVERITY 'high' KEY (id) AS SELECT id, value, at FROM temps WHERE value > 45;
            """);
        var city = CityFolder.Open(_folder.Path, new SettingInputs("dev", [], new Hashtable()));
        var data = new DataFolder(Path.Combine(_folder.Path, "data"));
        var scheduler = new ThreadScheduler();
        var host = CityAssembly.Build(city, data, scheduler, new Log(line => _said.Add(line.Message), scheduler.Time), [], new Hashtable());
        using var end = new CancellationTokenSource();
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = host.Run(up.SetResult, end.Token);
        await await Task.WhenAny(up.Task, running);
        try
        {
            var page = new Uri(Page().Match(string.Join('\n', _said)).Groups[1].Value);
            await Send(page, _ids);
            // The watermark passes them by, so that alerts are judged.
            await Send(page, ["last"], "2026-05-04T13:00:00Z");

            (await AlertKeys(data)).ShouldBe(_ids, ignoreOrder: true);
            var html = await _client.GetStringAsync(page);
            html.ShouldNotContain("<script>alert");
            html.ShouldNotContain("<img src=x");
            (await Events(page)).ShouldContain(_ids[0]);

            await ControlClient.Ask(data, new() { ["do"] = "flush" }, default);
            var csv = await Run.Of("query", "SELECT id FROM hot WHERE id <> 'last' ORDER BY id", "--format", "csv", "--data", data.Path);
            csv.Output.ShouldBe("id\n" + string.Concat(_ids.Order(StringComparer.Ordinal).Select(id => Quoted(id) + "\n")), csv.Error);
        }
        finally
        {
            await end.CancelAsync();
            await running;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>Of the lines of alerts.log, which are as many as there are alerts, whatever stands in an id.</summary>
    private static async Task<IEnumerable<string>> AlertKeys(DataFolder data)
    {
        for (var looks = 0; looks < 600; looks++)
        {
            if (File.Exists(data.AlertLog) && File.ReadAllLines(data.AlertLog) is var lines && lines.Length >= _ids.Length)
            {
                var text = await File.ReadAllTextAsync(data.AlertLog);
                text.ShouldNotContain("\u001b");
                text.ShouldNotContain("\u0007");
                return lines.Select(line => JsonNode.Parse(line)!).Select(line => (string)line["key"]!["id"]!).Where(id => id != "last")
                    .Distinct();
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("no alerts");
    }

    /// <summary>The ids in the first rows that the page's stream of events has, as a browser reads them.</summary>
    private async Task<List<string>> Events(Uri page)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var reader = new StreamReader(await _client.GetStreamAsync(new Uri(page, "events"), late.Token));
        while (await reader.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains("alert(1)", StringComparison.Ordinal))
            {
                var ids = new List<string>();
                Collect(JsonNode.Parse(line[6..])!, ids);
                return ids;
            }
        }

        throw new TimeoutException("no rows");
    }

    private static void Collect(JsonNode? node, List<string> texts)
    {
        switch (node)
        {
            case JsonObject members:
                members.ToList().ForEach(member => Collect(member.Value, texts));
                break;
            case JsonArray elements:
                elements.ToList().ForEach(element => Collect(element, texts));
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                texts.Add(text);
                break;
        }
    }

    private async Task Send(Uri page, string[] ids, string at = "2026-05-04T12:00:00Z")
    {
        var records = new JsonArray([.. ids.Select(id => new JsonObject { ["id"] = id, ["value"] = 50, ["at"] = at })]);
        using var content = new StringContent(records.ToJsonString(), Encoding.UTF8);
        using var answer = await _client.PostAsync(new Uri(page, "streams/temps"), content);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    [GeneratedRegex("the page is at (\\S+)")]
    private static partial Regex Page();
}
