using System.Text.RegularExpressions;

namespace Sensorium.Tests.Architecture;

/// <summary>Which folders of a project use types of which others, read from the source.</summary>
internal sealed partial class NamespaceGraph
{
    private readonly Dictionary<string, Dictionary<string, SortedSet<string>>> _uses = new(StringComparer.Ordinal);

    /// <param name="project">Its folder under <c>src</c>, which is its root namespace.</param>
    public NamespaceGraph(string project)
    {
        var files = Repository.Sources(Path.Combine("src", project)).Select(File.ReadAllText)
            .Select(text => (Namespace: Namespace().Match(text).Groups["name"].Value, Text: text))
            .Where(file => file.Namespace.Length > 0)
            .ToList();
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in files)
        {
            foreach (Match type in TopLevelType().Matches(text))
            {
                types[type.Groups["name"].Value] = name;
            }
        }

        foreach (var (name, text) in files)
        {
            var visible = Using().Matches(text).Select(match => match.Groups["name"].Value).Concat(Enclosing(name))
                .ToHashSet(StringComparer.Ordinal);
            var code = NotCode().Replace(text, "");
            foreach (Match word in Word().Matches(code))
            {
                if (types.TryGetValue(word.Value, out var other) && other != name && visible.Contains(other))
                {
                    Add(name, other, word.Value);
                }
            }
        }
    }

    /// <summary>Every folder that uses another: <c>From -> To</c>.</summary>
    public IEnumerable<string> Edges => _uses.SelectMany(from => from.Value.Keys.Select(to => $"{from.Key} -> {to}"));

    /// <returns>One circle with the types that make it, without <paramref name="but"/>; null where there is none.</returns>
    public string? Circle(IReadOnlySet<string> but) =>
        _uses.Keys.Select(start => Way(start, start, but, [])).FirstOrDefault(path => path is not null) is { } circle
        ? string.Join(", ", circle.Select(edge => $"{edge.From} -> {edge.To} ({string.Join(", ", _uses[edge.From][edge.To].Take(3))})"))
        : null;

    private List<(string From, string To)>? Way(string from, string to, IReadOnlySet<string> but, HashSet<string> seen)
    {
        foreach (var next in _uses.GetValueOrDefault(from)?.Keys.Where(next => !but.Contains($"{from} -> {next}")) ?? [])
        {
            if (next == to)
            {
                return [(from, next)];
            }

            if (seen.Add(next) && Way(next, to, but, seen) is { } rest)
            {
                return [(from, next), .. rest];
            }
        }

        return null;
    }

    private void Add(string from, string to, string type)
    {
        if (!_uses.TryGetValue(from, out var targets))
        {
            _uses[from] = targets = new(StringComparer.Ordinal);
        }

        if (!targets.TryGetValue(to, out var types))
        {
            targets[to] = types = new(StringComparer.Ordinal);
        }

        types.Add(type);
    }

    private static IEnumerable<string> Enclosing(string name)
    {
        for (var end = name.LastIndexOf('.'); end > 0; end = name.LastIndexOf('.', end - 1))
        {
            yield return name[..end];
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|abstract|sealed|static|partial|readonly|unsafe|ref) )*(?:class|interface|enum|delegate [\w<>\[\]?]+|record struct|record class|record|struct) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"//.*$|^using .*$|""(?:[^""\\\n]|\\.)*""", RegexOptions.Multiline)]
    private static partial Regex NotCode();

    /// <summary>A word that is no member of something.</summary>
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+")]
    private static partial Regex Word();
}
