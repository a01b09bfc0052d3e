using Sensorium.Sql.Binding;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql;

/// <summary>From a city's SQL files to its program.</summary>
/// <param name="functions">The scalar functions that queries may call.</param>
public sealed class SqlCompiler(FunctionCatalog functions)
{
    /// <summary>
    /// Parses and binds all files together. Never throws for what the files say: everything wrong comes as a diagnostic, several at once.
    /// </summary>
    /// <param name="files">Pipelines come in this order.</param>
    /// <param name="references">Tables of <c>reference/</c> by name, as <see cref="ReferenceTables"/> loads them.</param>
    public CompilationResult Compile(IReadOnlyList<SqlFile> files, IReadOnlyDictionary<string, ReferenceTable> references)
    {
        var diagnostics = new DiagnosticList();
        var parsed = files.Select(file => Parser.Parse(file, diagnostics)).ToList();
        var program = CityBinder.Bind(parsed, references, functions, diagnostics);
        var order = files.Select((file, i) => (file.Path, i)).DistinctBy(file => file.Path).ToDictionary(file => file.Path, file => file.i);
        return diagnostics.Count == 0
            ? new(program, [])
            : new(null, [.. diagnostics.Items.OrderBy(item => order[item.Span.File]).ThenBy(item => item.Span.Offset)]);
    }

    /// <summary>
    /// Binds queries that stand alone against a city's streams, views and reference tables. What is wrong with the city's own files is not
    /// told here.
    /// </summary>
    /// <param name="files">The city's.</param>
    /// <param name="queries">One SELECT each, by different paths, which no file of the city has.</param>
    /// <returns>The queries in their order, null for one with an error; and what is wrong with them.</returns>
    public (IReadOnlyList<FeedQuery?> Queries, IReadOnlyList<Diagnostic> Diagnostics) CompileQueries(
        IReadOnlyList<SqlFile> files, IReadOnlyDictionary<string, ReferenceTable> references, IReadOnlyList<SqlFile> queries)
    {
        var diagnostics = new DiagnosticList();
        var parsed = files.Select(file => Parser.Parse(file, diagnostics)).ToList();
        var syntaxes = queries.Select(query => Parser.ParseQuery(query, diagnostics)).ToList();
        var bound = CityBinder.BindQueries(parsed, syntaxes, references, functions, diagnostics);
        var paths = queries.Select(query => query.Path).ToHashSet();
        return (bound, [.. diagnostics.Items.Where(item => paths.Contains(item.Span.File))]);
    }
}
