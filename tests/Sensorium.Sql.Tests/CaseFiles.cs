using Sensorium.Engine.Expressions;
using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Sql.Tests;

/// <summary>The cases are data: a .sql file, and beside it what the compiler says of it, a plan or diagnostics.</summary>
internal static class CaseFiles
{
    private static readonly string Folder = Repository.Path("tests/Sensorium.Sql.Tests");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Path.Combine(Folder, "cases"), "*.sql")
        .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);

    public static SqlFile City => new("city.sql", File.ReadAllText(Path.Combine(Folder, "city.sql")));

    public static IReadOnlyDictionary<string, ReferenceTable> References { get; } = new Dictionary<string, ReferenceTable>
    {
        ["stations"] = new("stations", "reference/stations.csv", "5f0c", new Batch(new(
            new Field("id", TypeKind.Varchar, Nullable: false),
            new Field("site", TypeKind.Varchar),
            new Field("max_value", TypeKind.Double)))),
        ["zones"] = new("zones", "reference/zones.csv", "77aa", new Batch(new(
            new Field("device_id", TypeKind.Varchar, Nullable: false), new Field("number", TypeKind.BigInt)))),
    };

    public static SqlFile Read(string name) => new(name + ".sql", File.ReadAllText(Path.Combine(Folder, "cases", name + ".sql")));

    public static string ExpectedPath(string name) => Path.Combine(Folder, "cases", name + ".expected");

    public static CompilationResult Compile(params SqlFile[] files) =>
        new SqlCompiler(BuiltInFunctions.Catalog).Compile([City, .. files], References);

    /// <summary>Compiles statements over the streams of city.sql.</summary>
    public static CompilationResult Compile(string text) => Compile(new SqlFile("a.sql", text));

    /// <summary>The plan of the only table a query would make.</summary>
    public static TablePipeline Table(string query)
    {
        var result = Compile($"CREATE TABLE t AS {query}");
        result.Diagnostics.ShouldBeEmpty();
        return result.Program!.Pipelines.ShouldHaveSingleItem().ShouldBeOfType<TablePipeline>();
    }
}
