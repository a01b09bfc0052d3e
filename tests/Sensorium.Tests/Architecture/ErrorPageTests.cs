using System.Text.RegularExpressions;

namespace Sensorium.Tests.Architecture;

public sealed partial class ErrorPageTests
{
    private static readonly string _pages = Repository.Path("docs", "errors");

    [Fact]
    public void Every_code_has_its_page_and_every_page_its_code()
    {
        var scripts = new[] { "sensorium", "test" }.Select(name => Repository.Path(name));
        var used = Repository.Sources("src").Concat(scripts)
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var written = Directory.EnumerateFiles(_pages, "SN*.md").Select(page => Path.GetFileNameWithoutExtension(page)!)
            .Order(StringComparer.Ordinal).ToList();

        used.Except(written).ShouldBeEmpty("these codes have no page in docs/errors/");
        written.Except(used).ShouldBeEmpty("nothing gives these codes");
    }

    [Fact]
    public void Every_page_says_what_why_and_what_to_do()
    {
        foreach (var page in Directory.EnumerateFiles(_pages, "SN*.md"))
        {
            var text = File.ReadAllText(page);
            text.ShouldStartWith($"# {Path.GetFileNameWithoutExtension(page)}: ");
            text.ShouldContain("\n## What it means\n", customMessage: page);
            text.ShouldContain("\n## Why it happens\n", customMessage: page);
            text.ShouldContain("\n## What to do\n", customMessage: page);
        }
    }

    [Fact]
    public void The_index_names_every_page()
    {
        var index = File.ReadAllText(Path.Combine(_pages, "README.md"));
        foreach (var page in Directory.EnumerateFiles(_pages, "SN*.md").Order(StringComparer.Ordinal))
        {
            var title = File.ReadLines(page).First()[2..].Split(": ", 2);
            index.ShouldContain($"| [{title[0]}]({title[0]}.md) | {title[1]} |", customMessage: "renew it: docs/errors/renew-index");
        }
    }

    [GeneratedRegex(@"\bSN[1-9]\d{3}\b")]
    private static partial Regex Code();
}
