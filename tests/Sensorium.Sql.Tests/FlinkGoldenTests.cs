using Sensorium.Engine.Expressions;
using System.Text.RegularExpressions;
using Sensorium.Sql.Plan;
using Xunit.Abstractions;

namespace Sensorium.Sql.Tests;

/// <summary>Queries as Flink ran them.</summary>
public sealed partial class FlinkGoldenTests(ITestOutputHelper output)
{
    private const string Golden = "data/flink-golden";

    private static readonly string Folder = SharedData.PathOf(Golden);

    private static readonly string[] Areas = ["tumble", "hop", "filter", "cast", "string", "math", "time"];

    /// <summary>What these need is refused on purpose, with this code.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        // Aggregates and types that are not built.
        ["tumble_distinct"] = "SN2004",
        ["tumble_stddev_single_rows"] = "SN2004",
        ["cast_between_numbers"] = "SN2009",

        // GROUP BY without a window.
        ["filter_empty_and_null_strings"] = "SN2017",
        ["time_week_quarter"] = "SN2017",
    };

    [SharedFact(Golden)]
    public void Queries_of_Flink_bind_unchanged()
    {
        var schema = new SqlFile(
            "schema.sql", NestedColumns().Replace(File.ReadAllText(Path.Combine(Folder, "inputs/schema.sql")), "location POINT,"));
        var failures = new List<string>();
        var (all, bound) = (0, 0);
        foreach (var folder in Directory.EnumerateDirectories(Folder).Order()
            .Where(folder => Areas.Contains(Path.GetFileName(folder).Split('_')[0])))
        {
            var name = Path.GetFileName(folder);
            var query = File.ReadAllText(Path.Combine(folder, "query.sql"));
            var result = new SqlCompiler(BuiltInFunctions.Catalog).Compile(
                [schema, new(name, $"CREATE TABLE result AS {query}")], new Dictionary<string, ReferenceTable>());
            var code = result.Diagnostics.Count == 0 ? null : result.Diagnostics[0].Code;
            all++;
            bound += code is null ? 1 : 0;
            if (code != Refused.GetValueOrDefault(name))
            {
                failures.AddRange(
                    result.Diagnostics.Select(item => item.ToString()).DefaultIfEmpty($"{name} binds though it is listed as refused"));
            }
        }

        output.WriteLine($"{bound} of {all} bind.");
        failures.ShouldBeEmpty();
    }

    [GeneratedRegex(@"location ROW<[^>]*>, tags ARRAY<[^>]*>,")]
    private static partial Regex NestedColumns();
}
