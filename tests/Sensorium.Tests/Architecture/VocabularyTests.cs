using System.Text.RegularExpressions;

namespace Sensorium.Tests.Architecture;

/// <summary>Words that earlier texts and names used in a sense of their own, and what is said instead.</summary>
public sealed partial class VocabularyTests
{
    [Theory]
    [InlineData("docs", "*.md")]
    [InlineData("src", "*.cs")]
    public void Documents_names_and_comments_use_the_terms_of_the_field(string folder, string pattern)
    {
        var root = Path.Combine(Repository.Root, folder);
        var found = Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
            .Where(file => !Built().IsMatch(file))
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (File: file, Line: index + 1, Word: NotUsed().Match(line))))
            .Where(line => line.Word.Success)
            .Select(line => $"{Path.GetRelativePath(Repository.Root, line.File)}:{line.Line}: {line.Word.Value}");
        found.ShouldBeEmpty("say endpoint, listener, access middleware, maintenance, fix, validate, split off, from where");
    }

    [Theory]
    [InlineData("/// <summary>The door of records.</summary>", true)]
    [InlineData("    private readonly RecordValidator _judge;", true)]
    [InlineData("AccessKeeper keeper", true)]
    [InlineData("Sift(block, now, into);", true)]
    [InlineData("indoor sensors", false)]
    [InlineData("an amendment", false)]
    public void The_words_are_found_alone_and_in_names(string line, bool isFound) => NotUsed().IsMatch(line).ShouldBe(isFound);

    [GeneratedRegex("""
        (?<![A-Za-z])_?(?:door|keeper|mend|judge|sift|whence)(?:s|d|ed|ing)?(?![a-z])
        | (?<=[a-z])(?:Door|Keeper|Mend|Judge|Sift)s?(?![a-z])
        | \b(?:Door|Keeper|Mend|Judge|Sift|Whence)(?:s|d|ed|ing)?(?![a-z])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NotUsed();

    [GeneratedRegex(@"[\\/](?:bin|obj)[\\/]")]
    private static partial Regex Built();
}
