using System.Text.RegularExpressions;

namespace Sensorium.Tests.Architecture;

/// <summary>Rules of the tests themselves.</summary>
public sealed partial class TestingTests
{
    /// <summary>Folders that mirror none of <c>src</c>, and what is in them.</summary>
    private static readonly Dictionary<string, string> _suites = new()
    {
        ["Sensorium.Connectors.Kafka.Tests/Commands"] = "the program's commands, beside the broker that they need",
        ["Sensorium.Engine.Tests/Golden"] = "the results of another engine",
        ["Sensorium.Tests/Architecture"] = "the repository itself",
        ["Sensorium.Tests/Cities"] = "whole cities",
        ["Sensorium.Tests/RealInput"] = "the program over real data",
        ["Sensorium.Tests/Survival"] = "the program when it is killed, starved or fed rubbish",
    };

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Repository.Path("tests"), "*.Tests").Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_tests_mirror_those_of_the_project(string tests)
    {
        // Sensorium.Tests are those of the program, whose folder is Sensorium.
        var project = Repository.Path("src", tests[..^".Tests".Length]);
        Directory.Exists(project).ShouldBeTrue($"{tests} are the tests of no project");
        var home = Repository.Sources(project)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), file => Path.GetRelativePath(project, Path.GetDirectoryName(file)!));
        var wrong = new List<string>();
        foreach (var file in Repository.Sources(Path.Combine("tests", tests)))
        {
            var path = Path.GetRelativePath(Repository.Path("tests"), file);
            var folder = Path.GetRelativePath(tests, Path.GetDirectoryName(path)!);
            if (_suites.ContainsKey(Path.Combine(tests, folder)))
            {
                continue;
            }

            var name = Path.GetFileNameWithoutExtension(file);
            var tested = name.EndsWith("Tests", StringComparison.Ordinal) ? home[name[..^"Tests".Length]].ToList() : [];
            if (!Directory.Exists(Path.Combine(project, folder)))
            {
                wrong.Add($"{path}: src has no such folder");
            }
            else if (tested.Count > 0 && !tested.Contains(folder))
            {
                wrong.Add($"{path}: what it tests is in {string.Join(", ", tested)}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_namespace_of_a_test_is_its_folder()
    {
        var wrong = Repository.Sources("tests")
            .Select(
                file => (Path: Path.GetRelativePath(Repository.Path("tests"), file),
                    Namespace: Namespace().Match(File.ReadAllText(file)).Groups["name"].Value))
            .Where(file => file.Namespace.Length > 0 && file.Namespace != Path.GetDirectoryName(file.Path)!.Replace('/', '.'))
            .Select(file => $"{file.Path}: {file.Namespace}");

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_suite_is_there() => _suites.Keys.ShouldAllBe(suite => Directory.Exists(Repository.Path("tests", suite)));

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

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("""while \(.*"Sensorium\.slnx"|"\.\.", "shared", "|Combine\(.*"\.\./shared/""")]
    private static partial Regex OwnSearch();
}
