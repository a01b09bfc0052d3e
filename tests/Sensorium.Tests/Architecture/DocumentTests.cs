using System.Text.RegularExpressions;

namespace Sensorium.Tests.Architecture;

public sealed partial class DocumentTests
{
    [Fact]
    public void Every_link_of_a_page_leads_somewhere()
    {
        var pages = Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(
                new[] { "docs", "examples", "benchmarks", "cities" }.SelectMany(
                    folder => Directory.EnumerateFiles(Repository.Path(folder), "*.md", SearchOption.AllDirectories)))
            .ToList();
        pages.Count.ShouldBeGreaterThan(100);
        var broken = new List<string>();
        foreach (var page in pages)
        {
            foreach (Match link in Links().Matches(File.ReadAllText(page)))
            {
                var (target, anchor) = (link.Groups[1].Value, link.Groups[2].Value);
                var path = target.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, target);
                if (!target.Contains("://", StringComparison.Ordinal)
                    && (!Path.Exists(path) || (anchor.Length > 0 && !Headings(path).Contains(anchor[1..]))))
                {
                    broken.Add($"{Path.GetRelativePath(Repository.Root, page)} → {target}{anchor}");
                }
            }
        }

        broken.ShouldBeEmpty();
    }

    private static HashSet<string> Headings(string page) =>
        [.. File.ReadLines(page).Where(line => line.StartsWith('#'))
            .Select(line => NoAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\(([^)#\s]*)(#[^)\s]*)?\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
