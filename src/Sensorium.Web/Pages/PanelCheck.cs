using Sensorium.Core;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;
using Sensorium.Sql;
using Sensorium.Sql.Syntax;

namespace Sensorium.Web.Pages;

/// <summary>Has DuckDB bind the panels' queries over tables of the right columns and no rows.</summary>
internal static class PanelCheck
{
    private const long MemoryBytes = 64 << 20;

    /// <param name="tables">By full name; null columns where they are not known.</param>
    internal static void Run(IReadOnlyList<PageNode> queries, IReadOnlyDictionary<string, Schema?> tables, List<Diagnostic> diagnostics)
    {
        if (queries.Count == 0)
        {
            return;
        }

        using var database = new DuckSandbox { Memory = MemoryBytes, Schemas = tables.Keys.Select(LayerOf) }.Open(database =>
        {
            foreach (var (table, schema) in tables)
            {
                if (schema is not null)
                {
                    var columns = schema.Fields.Select(field => $"{DuckSql.Identifier(field.Name)} {DuckSql.TypeName(field.Type)}");
                    var name = $"{DuckSql.Identifier(LayerOf(table))}.{DuckSql.Identifier(NameOf(table))}";
                    database.Execute($"CREATE TABLE {name} ({string.Join(", ", columns)})");
                }
            }
        });
        var unknown = tables.Where(pair => pair.Value is null).Select(pair => NameOf(pair.Key)).ToList();
        foreach (var query in queries)
        {
            try
            {
                if (!database.IsSelect(query.Text))
                {
                    diagnostics.Add(
                        new(
                            "SN6043",
                            query.Span,
                            "a panel's SQL is one SELECT, and this is something else",
                            "write SELECT … FROM a table of the lake"));
                }
            }
            catch (DuckDbException error) when (!unknown.Exists(name => query.Text.Contains(name, StringComparison.OrdinalIgnoreCase)))
            {
                diagnostics.Add(
                    new(
                        "SN6043",
                        query.Span,
                        $"a panel's SQL is wrong: {PanelErrors.FirstLine(error.Message)}",
                        "try it with `sensorium query` beside the running city"));
            }
            catch (DuckDbException)
            {
                // It reads a table whose columns are known only when a job has made it.
            }
        }
    }

    private static string LayerOf(string table) => table[..table.IndexOf('.', StringComparison.Ordinal)];

    private static string NameOf(string table) => table[(table.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
