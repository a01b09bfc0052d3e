using System.Xml.Linq;

namespace Sensorium.Tests.Architecture;

public sealed class DependencyTests
{
    /// <summary>What each project may know, directly. Projects stand in the order of the data.</summary>
    private static readonly Dictionary<string, string[]> _allowed = new()
    {
        ["Sensorium.Core"] = [],
        ["Sensorium.Devices"] = ["Sensorium.Core"],
        ["Sensorium.Streams"] = ["Sensorium.Core"],
        ["Sensorium.Sql"] = ["Sensorium.Core"],
        ["Sensorium.Engine"] = ["Sensorium.Core", "Sensorium.Sql", "Sensorium.Streams"],
        ["Sensorium.Lake"] = ["Sensorium.Core"],
        ["Sensorium.Access"] = ["Sensorium.Core"],
        ["Sensorium.Web"] = ["Sensorium.Core", "Sensorium.Streams", "Sensorium.Sql", "Sensorium.Engine", "Sensorium.Lake", "Sensorium.Access"],
        ["Sensorium.City"] =
        [
            "Sensorium.Core", "Sensorium.Devices", "Sensorium.Streams", "Sensorium.Sql", "Sensorium.Engine", "Sensorium.Lake",
            "Sensorium.Access", "Sensorium.Web",
        ],
        ["Sensorium"] =
        [
            "Sensorium.Core", "Sensorium.Devices", "Sensorium.Streams", "Sensorium.Sql", "Sensorium.Engine", "Sensorium.Lake",
            "Sensorium.Access", "Sensorium.Web", "Sensorium.City",
        ],
    };

    [Fact]
    public void Projects_know_only_those_that_stand_before_them()
    {
        var projects = Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories).ToList();
        projects.Select(Path.GetFileNameWithoutExtension).ShouldBe(_allowed.Keys, ignoreOrder: true);
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var known = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            known.Except(_allowed[name]).ShouldBeEmpty($"{name} may not know these");
        }
    }

    /// <summary>A running city knows nothing of the command line, so that tests and other programs can hold one.</summary>
    [Fact]
    public void Only_the_program_takes_the_command_line_library()
    {
        foreach (var project in Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories))
        {
            var takes = XDocument.Load(project).Descendants("PackageReference").Any(package => package.Attribute("Include")!.Value == "System.CommandLine");
            takes.ShouldBe(Path.GetFileNameWithoutExtension(project) == "Sensorium", project);
        }
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = File.ReadAllText(Repository.Path("Sensorium.slnx"));
        foreach (var folder in new[] { "src", "tests" })
        {
            foreach (var project in Directory.EnumerateFiles(Repository.Path(folder), "*.csproj", SearchOption.AllDirectories))
            {
                solution.ShouldContain(Path.GetRelativePath(Repository.Root, project));
            }
        }
    }
}
