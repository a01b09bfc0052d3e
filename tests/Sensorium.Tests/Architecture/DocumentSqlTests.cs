using System.Text.RegularExpressions;
using Sensorium.Core.Files;
using Sensorium.Engine.Expressions;
using Sensorium.Engine.References;
using Sensorium.Lake.DuckDb;
using Sensorium.Sql;

namespace Sensorium.Tests.Architecture;

/// <summary>What the pages show as SQL, over the streams and reference tables of Gothenburg.</summary>
public sealed partial class DocumentSqlTests
{
    public static TheoryData<string, int, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int, string>();
            foreach (var page in Directory.EnumerateFiles(Repository.Path("docs"), "*.md").Order(StringComparer.Ordinal))
            {
                var text = File.ReadAllText(page);
                foreach (Match block in Block().Matches(text))
                {
                    blocks.Add(Path.GetFileName(page), text.AsSpan(0, block.Index).Count('\n') + 1, block.Groups[1].Value);
                }
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void SQL_of_a_page_is_SQL(string page, int line, string sql)
    {
        if (sql.StartsWith("SELECT", StringComparison.Ordinal))
        {
            using var duck = new DuckDatabase(new Dictionary<string, string> { ["threads"] = "1" });
            duck.Execute("CREATE TABLE alerts (episode VARCHAR, event VARCHAR, alert VARCHAR, event_time TIMESTAMPTZ)");
            duck.Execute($"EXPLAIN {sql}");
            return;
        }

        // A view that the page and the city have alike is the page's.
        var city = File.ReadAllText(Repository.Path("cities", "gothenburg", "pipelines", "streams.sql"));
        city = city[..city.IndexOf("-- Each car's row", StringComparison.Ordinal)];
        var references = ReferenceTables.Load(new LocalFileSystem(), Repository.Path("cities", "gothenburg", "reference"));
        var result = new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [new("streams.sql", city), new($"{page}, block at line {line}", sql)], references);
        result.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void The_SQL_page_shows_SQL() => Blocks.Count.ShouldBeGreaterThan(4);

    [GeneratedRegex(@"^```sql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
