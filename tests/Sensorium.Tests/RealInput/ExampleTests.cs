using System.Reflection;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.RealInput;

/// <summary>The README and every example's hold commands and what they print: here they are run, in order, and print that.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task The_tour_of_the_README_prints_what_it_says() => FollowPage("README.md");

    [Theory]
    [InlineData("temperature")]
    [InlineData("seattle")]
    [InlineData("ride")]
    public Task An_example_prints_what_its_README_says(string example) => Follow(example);

    [SharedTheory("data/nyc_weather_2013.csv")]
    [InlineData("airports")]
    [InlineData("electricity")]
    [InlineData("roads")]
    public Task An_example_with_data_of_its_own_prints_what_its_README_says(string example) => Follow(example);

    [Fact]
    public void Every_example_has_its_test_and_its_place_in_the_docs()
    {
        var named = GetType().GetMethods().SelectMany(method => method.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .Select(attribute => (string)((IReadOnlyList<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)[0].Value!);
        var there = Directory.EnumerateDirectories(Repository.Path("examples")).Select(folder => Path.GetFileName(folder)!).ToList();
        var page = File.ReadAllText(Repository.Path("docs", "examples.md"));

        named.ShouldBe(there, ignoreOrder: true);
        there.ShouldAllBe(example => page.Contains($"](../examples/{example}/README.md)", StringComparison.Ordinal));
    }

    private Task Follow(string example) => FollowPage($"examples/{example}/README.md");

    private async Task FollowPage(string page)
    {
        var commands = ReadmeCommand.Of(Repository.Path(page)).ToList();
        commands.Count.ShouldBeGreaterThan(1);
        foreach (var (words, into, output) in commands)
        {
            var ran = await Run.With(
                new() { ["SENSORIUM_HOME"] = Repository.Root },
                [.. words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? word : Located(word))]);
            ran.ExitCode.ShouldBe(0, ran.Error);
            if (into is null)
            {
                // Of a path only the end is the same everywhere.
                ran.Output.Replace(Repository.Root + "/", "", StringComparison.Ordinal).ShouldBe(output, string.Join(' ', words));
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Located(into))!);
                await File.WriteAllTextAsync(Located(into), ran.Output);
            }
        }
    }

    /// <summary>
    /// A path of the README, which is told from the repository's root; what goes to <c>out/</c> goes to the test's own folder.
    /// </summary>
    private string Located(string word)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal) + 1;
        var path = word[at..];
        return path.StartsWith("out/", StringComparison.Ordinal) || path == "out" ? word[..at] + Path.Combine(_folder.Path, path)
            : path.StartsWith("examples/", StringComparison.Ordinal) || path.StartsWith("node_modules/", StringComparison.Ordinal)
                || path.StartsWith("cities/", StringComparison.Ordinal)
                || path.StartsWith("../shared/", StringComparison.Ordinal)
                ? word[..at] + Path.GetFullPath(Repository.Path(path))
            : word;
    }
}
