using System.Text.RegularExpressions;
using Sensorium.Core;

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

    /// <summary>What the program acts on has a name, and is written by it.</summary>
    [Fact]
    public void Codes_that_decide_something_are_written_by_their_names()
    {
        var named = typeof(ErrorCodes).GetFields().ToDictionary(field => (string)field.GetRawConstantValue()!, field => field.Name);
        var wrong = new List<string>();
        foreach (var file in Repository.Sources("src"))
        {
            var path = Path.GetRelativePath(Repository.Root, file);
            if (path == "src/Sensorium.Core/ErrorCodes.cs")
            {
                continue;
            }

            var text = File.ReadAllText(file);
            wrong.AddRange(Literal().Matches(text).Select(match => match.Groups["code"].Value).Where(named.ContainsKey)
                .Select(code => $"{path}: {code} is ErrorCodes.{named[code]}"));
            wrong.AddRange(Comparison().Matches(text).Select(match => $"{path}: {match.Value.Trim()} compares a code that has no name"));
        }

        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex("\"(?<code>SN[1-9][0-9]{3})\"")]
    private static partial Regex Literal();

    [GeneratedRegex("""(\bCode\s*(==|!=|is|is not|:)\s*"SN\d+"|"SN\d+"\s*(or\b|=>))""")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\bSN[1-9]\d{3}\b")]
    private static partial Regex Code();
}
