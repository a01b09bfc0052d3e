using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Sql;

/// <summary>From a city's SQL files to its program.</summary>
public static class SqlCompiler
{
    /// <summary>
    /// Parses and binds all files together. Never throws for what the files say: everything wrong comes as a diagnostic, several at once.
    /// </summary>
    /// <param name="files">Pipelines come in this order.</param>
    /// <param name="references">Tables of <c>reference/</c> by name, as <see cref="ReferenceTables"/> loads them.</param>
    public static CompilationResult Compile(IReadOnlyList<SqlFile> files, IReadOnlyDictionary<string, ReferenceTable> references)
    {
        var diagnostics = new DiagnosticList();
        var parsed = files.Select(file => Parser.Parse(file, diagnostics)).ToList();
        var program = CityBinder.Bind(parsed, references, diagnostics);
        var order = files.Select((file, i) => (file.Path, i)).DistinctBy(file => file.Path).ToDictionary(file => file.Path, file => file.i);
        return diagnostics.Count == 0
            ? new(program, [])
            : new(null, [.. diagnostics.Items.OrderBy(item => order[item.Span.File]).ThenBy(item => item.Span.Offset)]);
    }
}
