using System.Collections;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.City;
using Sensorium.City.Canaries;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Logs;
using Sensorium.City.Pipelines;
using Sensorium.City.Settings;
using Sensorium.City.Streams;
using Sensorium.Core.Scheduling;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

/// <summary><c>verify</c> and <c>status</c> beside a running city.</summary>
public sealed class VerifyTests : IDisposable
{
    private const string Stream = """
        CREATE STREAM events (id VARCHAR NOT NULL, value DOUBLE, at TIMESTAMP, WATERMARK FOR at AS at - INTERVAL '2' SECOND) WITH (format = 'json');
        CREATE STREAM others (id VARCHAR, at TIMESTAMP, WATERMARK FOR at AS at - INTERVAL '2' SECOND) WITH (format = 'json');
        CREATE TABLE seconds AS SELECT window_start, id, count(*) AS n FROM TUMBLE(TABLE events, DESCRIPTOR(at), INTERVAL '1' SECOND) GROUP BY window_start, window_end, id;
        CREATE ALERT high TO people KEY (id) AS SELECT id, value FROM events WHERE value > 50;

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    private string Data => Path.Combine(_folder.Path, "data");

    [Fact]
    public async Task A_canary_passes_every_hop_of_each_partition_and_is_no_record()
    {
        await Up("CREATE TABLE all_of_it AS SELECT id, value FROM events;", async _ =>
        {
            var ran = await Run.Of("verify", _folder.Path, "--data", Data);
            ran.ExitCode.ShouldBe(0, ran.Error + ran.Output);
            ran.Output.ShouldContain("4 canaries in 2 streams, all arrived");
            ran.Output.ShouldContain("events, 3 partitions");
            foreach (var hop in new[] { "accepted", "raw.events", "processed.seconds", "processed.all_of_it", "alert.high", "raw.others" })
            {
                ran.Output.ShouldMatch($@"(?m)^  {hop.Replace(".", "\\.", StringComparison.Ordinal)} +[\d,]+ ms");
            }

            var json = CanaryReport.FromJson(JsonNode.Parse((await Run.Of("verify", "--data", Data, "--format", "json")).Output)!);
            json.IsWhole.ShouldBeTrue();
            json.Paths.Count.ShouldBe(4);
            foreach (var hop in json.Paths.SelectMany(path => path.Hops))
            {
                hop.Read!.Value.ShouldBeLessThanOrEqualTo(hop.Committed!.Value);
            }

            var status = await Status();
            ((long)status["canaries"]!["sent"]!).ShouldBe(8);
            ((long)status["canaries"]!["arrived"]!).ShouldBe(8);
            var ledger = JsonNode.Parse((await Run.Of("ledger", "--data", Data, "--format", "json")).Output)!;
            ((bool)ledger["balanced"]!).ShouldBeTrue();
            ledger["streams"]!.AsArray().ShouldAllBe(stream => (long)stream!["received"]! == 0);
            ledger["pipelines"]!.AsArray().ShouldAllBe(pipeline => (long)pipeline!["read"]! == 0);
        });
    }

    [Fact]
    public async Task A_pipeline_that_stands_still_is_the_broken_hop_and_status_says_what_to_type()
    {
        await Up(
            "CREATE TABLE all_of_it AS SELECT id FROM events;", async _ => (await Run.Of("verify", "--data", Data)).ExitCode.ShouldBe(0));
        await Up("CREATE TABLE all_of_it AS SELECT id, value * 2 AS twice, value FROM events;", async _ =>
        {
            var ran = await Run.Of("verify", "--data", Data, "--timeout", "3");
            ran.ExitCode.ShouldBe(1);
            ran.Output.ShouldContain("1 of 4 canaries arrived");
            ran.Output.ShouldMatch("(?m)^  processed.all_of_it +— +table +— +BROKEN partition 0: .*SN4002");
            ran.Output.ShouldMatch("(?m)^  processed.seconds +[\\d,]+ ms");
            ran.Error.ShouldContain("error SN1050: a canary did not arrive. events, partition 0: processed.all_of_it:");
            ran.Error.ShouldContain("--rebuild");

            var status = await Run.Of("status", "--data", Data);
            status.ExitCode.ShouldBe(1);
            status.Output.ShouldContain("Lund is NOT HEALTHY");
            status.Output.ShouldContain("1 STAND STILL");
            status.Output.ShouldContain("    processed.all_of_it: The statement behind the checkpoint");
            status.Output.ShouldMatch($"(?m)^  next +sensorium up --rebuild processed.all_of_it --data {Regex.Escape(Data)}$");
            var doctor = await Run.Of("doctor", _folder.Path, "--data", Data);
            doctor.ExitCode.ShouldBe(1);
            doctor.Output.ShouldMatch("(?m)^MISSING +running +Lund runs on the data folder; not healthy: pipelines, canaries$");
        });
    }

    [Fact]
    public async Task Status_of_a_healthy_city_is_ten_lines()
    {
        await Up("", async host =>
        {
            var page = (string)(await Status())["page"]!;
            using var client = new HttpClient();
            var body = $$"""{"id": "a", "value": 60, "at": "{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}"}""";
            using var posted = await client.PostAsync(new Uri(page + "streams/events"), new StringContent(body));
            posted.EnsureSuccessStatusCode();
            JsonObject status;
            do
            {
                status = await Status();
            }
            while (status["newestEventSeconds"] is null || (long)status["waiting"]!["records"]! > 0);

            var ran = await Run.Of("status", "--data", Data);
            ran.ExitCode.ShouldBe(0, ran.Output);
            var lines = ran.Output.TrimEnd().Split('\n');
            lines.Length.ShouldBe(10, ran.Output);
            lines[0].ShouldStartWith("Lund is healthy, up ");
            lines.Skip(1).Select(line => line.Trim().Split(' ')[0])
                .ShouldBe(["page", "rate", "newest", "lag", "pipelines", "ledger", "canaries", "disk", "next"]);
            lines[3].ShouldContain(" ago, event time ");
            ((long)status["streams"]!["records"]!).ShouldBe(1);
            using var ready = await client.GetAsync(new Uri(page + "health/ready"));
            (await ready.Content.ReadAsStringAsync()).ShouldContain("\"part\":\"canaries\"");
        });
    }

    [Fact]
    public async Task The_watch_counts_what_it_sends_and_what_arrives()
    {
        await Up("", async host =>
        {
            // A second watch over the parts of the running city, with no minute between its rounds.
            var (logs, pipelines) = Parts(host);
            using var watch = new CanaryWatch(logs, pipelines, host.Scheduler, TimeSpan.FromMilliseconds(200))
            {
                Interval = TimeSpan.FromMilliseconds(50),
            };
            watch.Health.Note.ShouldContain("the first are sent");
            await watch.Start(default);
            while (watch.Counts.Arrived < 8)
            {
                await Task.Delay(20);
            }

            watch.Health.IsHealthy.ShouldBeTrue(watch.Health.Note);
            await watch.Stop(default);
            watch.Counts.Sent.ShouldBe(watch.Counts.Arrived);
            watch.Last!.Paths.Count.ShouldBe(4);
        });
    }

    [Fact]
    public async Task Where_no_city_runs_or_another_verify_says_so()
    {
        (await Run.Of("verify", "--data", Data)).Error.ShouldContain("error SN1010: no city runs on");
        (await Run.Of("verify", "--data", Data, "--timeout", "0")).ExitCode.ShouldBe(2);
        await Up("", async _ =>
        {
            using var other = new TemporaryFolder();
            other.Write("city.json", """{ "format": 1, "name": "Malmö" }""");
            var ran = await Run.Of("verify", other.Path, "--data", Data);
            ran.ExitCode.ShouldBe(1);
            ran.Error.ShouldContain("error SN1051: on ");
        });
    }

    private static (StreamLogs Logs, CityPipelines Pipelines) Parts(CityHost host)
    {
        var parts = host.Parts;
        return (parts.OfType<StreamLogs>().Single(), parts.OfType<CityPipelines>().Single());
    }

    private async Task<JsonObject> Status() =>
        (JsonObject)JsonNode.Parse((await Run.Of("status", "--data", Data, "--format", "json")).Output)!;

    /// <summary>Runs the city while <paramref name="look"/> looks at it.</summary>
    private async Task Up(string sql, Func<CityHost, Task> look)
    {
        _folder.Write("city.json", """
            { "format": 1, "name": "Lund", "web": { "port": 0, "adminPort": 0 }, "commit": { "interval": "200 ms" },
              "streams": { "events": { "partitions": 3, "key": "id" }, "others": { "partitions": 1 } } }
            """);
        _folder.Write("pipelines/all.sql", Stream + sql);
        var city = CityFolder.Open(_folder.Path, new SettingInputs("dev", [], new Hashtable()));
        var scheduler = new ThreadScheduler();
        var host = CityAssembly.Build(
            city, new DataFolder(Data), scheduler, new Log(line => _said.Add(line.Message), scheduler.Time), [], new Hashtable());
        using var end = new CancellationTokenSource();
        var up = new TaskCompletionSource();
        var running = host.Run(up.SetResult, end.Token);
        await Task.WhenAny(up.Task, running);
        try
        {
            await look(host);
        }
        finally
        {
            await end.CancelAsync();
            await running;
        }
    }
}
