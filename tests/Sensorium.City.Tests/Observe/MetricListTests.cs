using System.Text.RegularExpressions;

namespace Sensorium.City.Tests.Observe;

/// <summary>The list of metrics in <c>docs/observability.md</c> is the list that a city shows.</summary>
public sealed partial class MetricListTests
{
    private const string Records = """
        {"id":"a","value":21.5,"at":"2026-05-04T12:00:00Z"}
        {"id":"b","value":30,"at":"2026-05-04T12:00:01Z"}
        """;

    [Fact]
    public async Task Every_metric_is_described_as_it_is_and_no_other()
    {
        await using var city = await ObservedCity.Start();
        var metrics = await All(city);
        var shown = metrics.Types.Keys.Where(name => name.StartsWith("sensorium_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => $"| `{name}` | {metrics.Types[name]} | {Labels(metrics, name)} | {metrics.Help[name]} |").ToList();
        var described = File.ReadAllLines(Repository.Path("docs", "observability.md"))
            .Where(line => line.StartsWith("| `sensorium_", StringComparison.Ordinal)).ToList();
        described.ShouldBe(shown, $"the list should be:\n{string.Join('\n', shown)}\n");
    }

    [Fact]
    public async Task Every_metric_of_the_runtime_that_the_page_names_is_there()
    {
        await using var city = await ObservedCity.Start();
        var metrics = await All(city);
        var named = Runtime().Matches(await File.ReadAllTextAsync(Repository.Path("docs", "observability.md"))).Select(match => match.Value)
            .Distinct().ToList();
        named.Count.ShouldBeGreaterThan(3);
        named.Except(metrics.Types.Keys).ShouldBeEmpty();
    }

    /// <summary>What a city shows once it has done each of its works: records, commits, a canary.</summary>
    internal static async Task<PrometheusText> All(ObservedCity city)
    {
        await city.Post(Records);
        await city.Logs.Of("temps").AppendCanary(0, 1);
        await city.Flush();
        GC.Collect();
        for (var looks = 0; looks < 600; looks++)
        {
            var metrics = await city.Metrics();
            if (metrics.Types.ContainsKey("sensorium_pipeline_canary_timestamp_seconds")
                && metrics.Types.ContainsKey("sensorium_pipeline_watermark_lag_seconds"))
            {
                return metrics;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("canary or watermark are missing");
    }

    private static string Labels(PrometheusText metrics, string name)
    {
        var labels = metrics.Samples.First(sample => metrics.FamilyOf(sample.Name) == name).Labels.Keys.Except(["le"]);
        return string.Join(", ", labels.Select(label => $"`{label}`"));
    }

    [GeneratedRegex(@"\bdotnet_[a-z0-9_]+\b")]
    private static partial Regex Runtime();
}
