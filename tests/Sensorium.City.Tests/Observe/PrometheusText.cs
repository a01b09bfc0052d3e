using System.Globalization;
using System.Text;

namespace Sensorium.City.Tests.Observe;

/// <summary>A strict reader of the text that Prometheus scrapes: whatever it would not take is an error here.</summary>
internal sealed class PrometheusText
{
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _help = new(StringComparer.Ordinal);
    private readonly List<Sample> _samples = [];

    /// <summary>Metric → counter, gauge or histogram.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Metric → what it says.</summary>
    public IReadOnlyDictionary<string, string> Help => _help;

    public IReadOnlyList<Sample> Samples => _samples;

    public static PrometheusText Parse(string text)
    {
        text.ShouldEndWith("\n");
        var parsed = new PrometheusText();
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var (name, type) = Split(line["# TYPE ".Length..]);
                type.ShouldBeOneOf("counter", "gauge", "histogram", "summary", "untyped", "unknown", "info");
                parsed._types.TryAdd(name, type).ShouldBeTrue($"{name} has two types");
            }
            else if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var (name, help) = Split(line["# HELP ".Length..]);
                parsed._help.TryAdd(name, help).ShouldBeTrue($"{name} is described twice");
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                parsed._samples.Add(Read(line));
            }
        }

        parsed._samples.GroupBy(sample => sample.Series).ShouldAllBe(series => series.Count() == 1);
        foreach (var sample in parsed._samples)
        {
            parsed._types.ContainsKey(parsed.FamilyOf(sample.Name)).ShouldBeTrue($"{sample.Name} has no type");
        }

        return parsed;
    }

    /// <summary>The metric that a sample belongs to: a histogram's has a suffix.</summary>
    public string FamilyOf(string name) =>
        new[] { "_bucket", "_sum", "_count" }.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } found
            && _types.GetValueOrDefault(name[..^found.Length]) is "histogram" or "summary"
            ? name[..name.LastIndexOf('_')]
            : name;

    /// <summary>The value of the one sample with these labels, among others.</summary>
    public double Value(string name, params (string Name, string Value)[] labels)
    {
        var found = _samples.Where(
            sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).ToList();
        return found.ShouldHaveSingleItem($"{name} {string.Join(' ', labels)}").Value;
    }

    private static (string, string) Split(string text)
    {
        var space = text.IndexOf(' ');
        CheckName(text[..space]);
        return (text[..space], text[(space + 1)..]);
    }

    private static Sample Read(string line)
    {
        var at = line.IndexOfAny(['{', ' ']);
        var name = line[..at];
        CheckName(name);
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                var equals = line.IndexOf('=', at);
                var label = line[at..equals];
                CheckName(label);
                line[equals + 1].ShouldBe('"', line);
                var value = new StringBuilder();
                for (at = equals + 2; line[at] != '"'; at++)
                {
                    value.Append(line[at] != '\\' ? line[at] : line[++at] switch
                    {
                        'n' => '\n',
                        '\\' or '"' => line[at],
                        _ => throw new FormatException($"a wrong escape in {line}"),
                    });
                }

                labels.TryAdd(label, value.ToString()).ShouldBeTrue($"{label} comes twice in {line}");
                at++;
                if (line[at] == ',')
                {
                    at++;
                }
            }

            at++;
        }

        line[at].ShouldBe(' ', line);
        var number = line[(at + 1)..].Split(' ')[0];
        return new(name, labels, number switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture),
        });
    }

    private static void CheckName(string name) =>
        name.ShouldMatch("^[a-zA-Z_:][a-zA-Z0-9_:]*$");

    /// <param name="Labels">By name.</param>
    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        /// <summary>What must be there once only.</summary>
        public string Series => $"{Name}{{{string.Join(',', Labels.Select(label => $"{label.Key}={label.Value}"))}}}";
    }
}
