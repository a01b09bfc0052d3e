using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sensorium.City.Tests.Observe;

/// <summary>The files of <c>deploy/observe</c> ask for nothing that a city does not show.</summary>
public sealed partial class DeployTests
{
    private static readonly string _folder = Repository.Path("deploy", "observe");

    [Fact]
    public async Task Every_metric_and_label_of_rules_and_board_is_there_in_a_running_city()
    {
        await using var city = await ObservedCity.Start();
        var metrics = await MetricListTests.All(city);
        var expressions = Rules().Concat(Panels().Select(panel => (string)panel["expr"]!)).ToList();
        expressions.Count.ShouldBeGreaterThan(30);
        foreach (var expression in expressions)
        {
            var named = Metric().Matches(expression);
            if (!expression.StartsWith("up{", StringComparison.Ordinal))
            {
                named.Count.ShouldBeGreaterThan(0, expression);
            }

            foreach (Match match in named)
            {
                var samples = metrics.Samples.Where(sample => sample.Name == match.Groups["name"].Value).ToList();
                samples.ShouldNotBeEmpty($"{match.Groups["name"].Value} in {expression}");
                var labels = Label().Matches(match.Groups["labels"].Value).Select(label => label.Groups["name"].Value);
                foreach (var label in labels.Except(["instance", "job"]))
                {
                    samples[0].Labels.Keys.ShouldContain(label, expression);
                }
            }
        }
    }

    [Fact]
    public void Every_rule_says_how_grave_it_is_what_is_wrong_and_what_to_do()
    {
        var names = new List<string>();
        foreach (var rule in File.ReadAllText(Path.Combine(_folder, "alerts.yml")).Split("- alert: ")[1..])
        {
            names.Add(rule.Split('\n')[0]);
            rule.ShouldContain("        expr: ");
            rule.ShouldContain("        for: ");
            rule.ShouldMatch(@"labels: \{ severity: (critical|warning) \}");
            rule.ShouldMatch("          summary: \".+\"");
            rule.ShouldMatch("          fix: \".+\"");
        }

        names.ShouldBeUnique();
        names.ShouldAllBe(name => name.StartsWith("Sensorium", StringComparison.Ordinal));
    }

    [Fact]
    public void The_boards_panels_have_a_place_each_of_their_own()
    {
        var board = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "grafana.json")))!;
        var taken = new HashSet<(int, int)>();
        foreach (var panel in board["panels"]!.AsArray())
        {
            var grid = panel!["gridPos"]!;
            var (x, y, width, height) = ((int)grid["x"]!, (int)grid["y"]!, (int)grid["w"]!, (int)grid["h"]!);
            (x + width).ShouldBeLessThanOrEqualTo(24);
            for (var at = 0; at < width * height; at++)
            {
                taken.Add((x + (at % width), y + (at / width))).ShouldBeTrue((string)panel["title"]!);
            }
        }

        board["panels"]!.AsArray().Select(panel => (int)panel!["id"]!).ShouldBeUnique();
    }

    [PromtoolFact]
    public async Task Promtool_takes_rules_and_configuration()
    {
        foreach (var arguments in new[] { new[] { "check", "rules", "alerts.yml" }, ["check", "config", "prometheus.yml"] })
        {
            var start = new ProcessStartInfo("promtool", arguments)
            {
                WorkingDirectory = _folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            using var promtool = Process.Start(start)!;
            var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
            await promtool.WaitForExitAsync();
            promtool.ExitCode.ShouldBe(0, said);
        }
    }

    /// <summary>The rules' expressions. YAML, of which the file uses one form: on the line, or folded over deeper lines.</summary>
    private static IEnumerable<string> Rules() => Expression().Matches(File.ReadAllText(Path.Combine(_folder, "alerts.yml")))
        .Select(
            match => match.Groups["folded"].Success
                ? string.Join(' ', match.Groups["folded"].Value.Split('\n').Select(line => line.Trim()))
                : match.Groups["line"].Value);

    private static IEnumerable<JsonNode> Panels() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "grafana.json")))!["panels"]!.AsArray()
        .SelectMany(panel => panel!["targets"]!.AsArray())!;

    [GeneratedRegex(@"^ {8}expr: (?:>-\n(?<folded>(?: {10}.*\n)+)|(?<line>.*)\n)", RegexOptions.Multiline)]
    private static partial Regex Expression();

    [GeneratedRegex(@"\b(?<name>(?:sensorium|dotnet)_[a-z0-9_]+)(?:\{(?<labels>[^}]*)\})?")]
    private static partial Regex Metric();

    [GeneratedRegex("(?<name>[a-z_]+)(?==|!|~)")]
    private static partial Regex Label();
}
