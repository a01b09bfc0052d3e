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
        ["Sensorium.Connectors.Kafka"] = ["Sensorium.Core"],
        ["Sensorium.Access"] = ["Sensorium.Core"],
        ["Sensorium.Web"] =
        [
            "Sensorium.Core", "Sensorium.Streams", "Sensorium.Sql", "Sensorium.Engine", "Sensorium.Lake", "Sensorium.Access"
        ],
        ["Sensorium.City"] =
        [
            "Sensorium.Core", "Sensorium.Devices", "Sensorium.Streams", "Sensorium.Sql", "Sensorium.Engine", "Sensorium.Lake",
            "Sensorium.Access", "Sensorium.Web", "Sensorium.Connectors.Kafka",
        ],
        ["Sensorium"] =
        [
            "Sensorium.Core", "Sensorium.Devices", "Sensorium.Streams", "Sensorium.Sql", "Sensorium.Engine", "Sensorium.Lake",
            "Sensorium.Access", "Sensorium.Web", "Sensorium.Connectors.Kafka", "Sensorium.City",
        ],
    };

    /// <summary>Uses that close a circle of folders within a project today. The list may only shrink.</summary>
    private static readonly string[] _circles =
    [
        "Sensorium.Access.Login -> Sensorium.Access",
        "Sensorium.Access.Tokens -> Sensorium.Access",
        "Sensorium.Access.Users -> Sensorium.Access",
        "Sensorium.Access.Users -> Sensorium.Access.Login",
        "Sensorium.Devices.Generation -> Sensorium.Devices",
        "Sensorium.Devices.Streets -> Sensorium.Devices",
        "Sensorium.Devices.Weather -> Sensorium.Devices",
        "Sensorium.Devices.Weather -> Sensorium.Devices.Generation",
        "Sensorium.Connectors.Kafka.Native -> Sensorium.Connectors.Kafka",
        "Sensorium.Engine.Decode -> Sensorium.Engine.Decode.Templates",
        "Sensorium.Engine.Expressions -> Sensorium.Engine.Expressions.Compilation",
        "Sensorium.Engine.Expressions -> Sensorium.Engine.Expressions.Functions",
        "Sensorium.Lake.Delta -> Sensorium.Lake.Maintenance",
        "Sensorium.Sql.Binding -> Sensorium.Sql",
        "Sensorium.Sql.Plan -> Sensorium.Sql",
        "Sensorium.Sql.Syntax -> Sensorium.Sql",
        "Sensorium.Sql.Syntax -> Sensorium.Sql.Binding",
        "Sensorium.Streams.Partitions -> Sensorium.Streams",
        "Sensorium.Streams.Retention -> Sensorium.Streams",
        "Sensorium.Streams.Segments -> Sensorium.Streams",
        "Sensorium.Streams.Segments -> Sensorium.Streams.Partitions",
        "Sensorium.Web.Alerts -> Sensorium.Web.Live",
        "Sensorium.Web.Endpoints -> Sensorium.Web",
        "Sensorium.Web.Endpoints -> Sensorium.Web.Ingest",
        "Sensorium.Web.Endpoints -> Sensorium.Web.Login",
        "Sensorium.Web.Endpoints -> Sensorium.Web.Pages",
        "Sensorium.Web.Map -> Sensorium.Web.Live",
        "Sensorium.Web.Pages -> Sensorium.Web.Live",
        "Sensorium.Web.Pages -> Sensorium.Web.Map",
    ];

    public static TheoryData<string> Projects => [.. _allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_know_each_other_in_no_circle(string project)
    {
        var graph = new NamespaceGraph(project);
        var known = _circles.Where(edge => ProjectOf(edge) == project).ToHashSet(StringComparer.Ordinal);
        graph.Circle(known).ShouldBeNull();
        foreach (var edge in known)
        {
            var others = known.Where(other => other != edge).ToHashSet(StringComparer.Ordinal);
            graph.Circle(others).ShouldNotBeNull($"{edge} closes no circle any more: take it out of the list");
        }
    }

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
            var takes = XDocument.Load(project).Descendants("PackageReference")
                .Any(package => package.Attribute("Include")!.Value == "System.CommandLine");
            takes.ShouldBe(Path.GetFileNameWithoutExtension(project) == "Sensorium", project);
        }
    }

    private static string ProjectOf(string edge) =>
        _allowed.Keys.Where(project => edge.StartsWith($"{project}.", StringComparison.Ordinal)).MaxBy(project => project.Length)!;

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
