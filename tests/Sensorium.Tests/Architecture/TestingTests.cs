using System.Text.RegularExpressions;

namespace Sensorium.Tests.Architecture;

/// <summary>Rules of the tests themselves.</summary>
public sealed partial class TestingTests
{
    /// <summary>The gate accepts a skipped test only for such a reason, and only where nothing stands at that path.</summary>
    [Fact]
    public void A_test_whose_shared_data_is_absent_is_skipped_by_the_path_that_it_needs()
    {
        new SharedFactAttribute("data/absent").Skip.ShouldBe("needs ../shared/data/absent");
        new SharedTheoryAttribute("data/absent").Skip.ShouldBe("needs ../shared/data/absent");
        SharedData.PathOf("data/absent").ShouldBe(Path.GetFullPath(Repository.Path("../shared/data/absent")));
    }

    /// <summary>A test that looks for them by itself could pass where they are absent.</summary>
    [Fact]
    public void Only_the_test_library_looks_for_the_repository_and_what_lies_beside_it()
    {
        var wrong = Repository.Sources("tests")
            .Where(file => !file.Contains("/Sensorium.Testing/", StringComparison.Ordinal))
            .Where(file => OwnSearch().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex("""while \(.*"Sensorium\.slnx"|"\.\.", "shared", "|Combine\(.*"\.\./shared/""")]
    private static partial Regex OwnSearch();
}
