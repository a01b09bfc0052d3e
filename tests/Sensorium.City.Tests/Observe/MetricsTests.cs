using System.Diagnostics;

namespace Sensorium.City.Tests.Observe;

public sealed class MetricsTests
{
    private const string Records = """
        {"id":"a","value":21.5,"at":"2026-05-04T12:00:00Z"}
        {"id":"a","value":12,"at":"2026-05-04T12:00:01Z"}
        {"id":"b","value":120,"at":"2026-05-04T12:00:02Z"}
        {"id":"b","value":30,"at":"2026-05-04T12:00:01Z"}
        """;

    [Fact]
    public async Task Metrics_say_what_the_ledger_says()
    {
        await using var city = await ObservedCity.Start();
        (await city.Post(Records)).ShouldBe(200);
        (await city.Post("[broken")).ShouldBe(400);
        await city.Flush();

        var metrics = await city.Metrics();
        metrics.Value("sensorium_stream_records_total", ("stream", "temps"), ("outcome", "appended")).ShouldBe(4);
        metrics.Value("sensorium_stream_records_total", ("stream", "temps"), ("outcome", "duplicate")).ShouldBe(0);
        metrics.Value("sensorium_pipeline_records_total", ("pipeline", "processed.warm"), ("fate", "stored")).ShouldBe(2);
        metrics.Value("sensorium_pipeline_records_total", ("pipeline", "processed.warm"), ("fate", "filtered")).ShouldBe(1);
        metrics.Value("sensorium_pipeline_records_total", ("pipeline", "processed.warm"), ("fate", "rejected")).ShouldBe(1);
        metrics.Value("sensorium_stream_size_bytes", ("stream", "temps")).ShouldBeGreaterThan(0);
        metrics.Value("sensorium_stream_newest_timestamp_seconds", ("stream", "temps"))
            .ShouldBe(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), tolerance: 60);
        metrics.Value("sensorium_ledger_balanced").ShouldBe(1);
        metrics.Value("sensorium_pipeline_running", ("pipeline", "processed.warm")).ShouldBe(1);
        metrics.Value("sensorium_pipeline_lag_seconds", ("pipeline", "processed.warm")).ShouldBeLessThan(30);
        metrics.Value("sensorium_part_healthy", ("part", "streams")).ShouldBe(1);
        metrics.Value("sensorium_disk_free_bytes").ShouldBeGreaterThan(0);

        // The process has other cities, in other tests: what all share is at least this city's.
        metrics.Value("sensorium_ingest_request_duration_seconds_count", ("status", "200")).ShouldBeGreaterThanOrEqualTo(1);
        metrics.Value("sensorium_ingest_request_duration_seconds_count", ("status", "400")).ShouldBeGreaterThanOrEqualTo(1);
        metrics.Value("sensorium_stream_sync_duration_seconds_count", ("stream", "temps")).ShouldBeGreaterThanOrEqualTo(1);
        metrics.Value("sensorium_pipeline_commit_duration_seconds_count", ("pipeline", "processed.warm")).ShouldBeGreaterThanOrEqualTo(1);
        metrics.Samples.Count(sample => sample.Name == "dotnet_process_memory_working_set_bytes").ShouldBe(1);
    }

    [Fact]
    public async Task Prometheus_gets_its_text_and_who_asks_for_OpenMetrics_gets_that()
    {
        await using var city = await ObservedCity.Start();
        var (text, type) = await city.Get("/metrics", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
        type.ShouldStartWith("text/plain");
        type.ShouldContain("version=0.0.4");
        text.ShouldNotContain("# EOF");

        (text, type) = await city.Get("/metrics", "application/openmetrics-text; version=1.0.0");
        type.ShouldStartWith("application/openmetrics-text");
        text.ShouldEndWith("# EOF\n");
    }

    [Fact]
    public async Task Histograms_rise_from_bucket_to_bucket_up_to_their_count()
    {
        await using var city = await ObservedCity.Start();
        await city.Post(Records);
        await city.Flush();
        var metrics = await city.Metrics();
        foreach (var histogram in metrics.Types.Where(type => type.Value == "histogram"))
        {
            foreach (var series in metrics.Samples.Where(sample => sample.Name == $"{histogram.Key}_bucket")
                .GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le"))))
            {
                var counts = series.Select(sample => sample.Value).ToList();
                counts.ShouldBe([.. counts.Order()], histogram.Key);
                series.Last().Labels["le"].ShouldBe("+Inf");
                var labels = series.First().Labels.Where(label => label.Key != "le").Select(label => (label.Key, label.Value)).ToArray();
                metrics.Value($"{histogram.Key}_count", labels).ShouldBe(counts[^1]);
            }
        }
    }

    [Fact]
    public async Task What_clients_send_makes_no_new_series()
    {
        await using var city = await ObservedCity.Start();
        using var client = new HttpClient();
        for (var i = 0; i < 50; i++)
        {
            using var body = new StringContent($$"""{"id":"client-{{i}}"}""");
            using var answer = await client.PostAsync(new Uri(city.Address, $"/streams/client-{i}?key=client-{i}"), body);
            ((int)answer.StatusCode).ShouldBe(404);
            await city.Post($$"""{"id":"client-{{i}}","value":21,"at":"2026-05-04T12:00:00Z"}""");
        }

        await city.Flush();
        var labels = (await city.Metrics()).Samples
            .Where(sample => sample.Name.StartsWith("sensorium_", StringComparison.Ordinal))
            .SelectMany(sample => sample.Labels).Where(label => label.Key != "le").Distinct().ToList();
        labels.Select(label => label.Key).Distinct()
            .ShouldBe(["stream", "pipeline", "part", "outcome", "fate", "status"], ignoreOrder: true);
        labels.ShouldAllBe(label => !label.Value.Contains("client"));
    }

    [PromtoolFact]
    public async Task Promtool_finds_nothing_wrong_with_the_metrics()
    {
        await using var city = await ObservedCity.Start();
        await city.Post(Records);
        await city.Flush();
        var (text, _) = await city.Get("/metrics");
        var start = new ProcessStartInfo("promtool")
        {
            ArgumentList = { "check", "metrics" },
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var promtool = Process.Start(start)!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var said = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        // What .NET itself names is not ours to name better.
        said.Split('\n')
            .Where(line => line.StartsWith("sensorium_", StringComparison.Ordinal) || line.StartsWith("error", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_canary_that_a_pipeline_has_passed_is_shown()
    {
        await using var city = await ObservedCity.Start();
        await city.Post(Records);
        await city.Logs.Of("temps").AppendCanary(0, 1);
        for (var looks = 0; looks < 600; looks++)
        {
            var metrics = await city.Metrics();
            if (metrics.Samples.Count(sample => sample.Name == "sensorium_pipeline_canary_timestamp_seconds") == 3)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("no canary arrived");
    }
}
