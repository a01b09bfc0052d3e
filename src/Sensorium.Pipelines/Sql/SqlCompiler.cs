using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql.Ast;

namespace Sensorium.Pipelines.Sql;

/// <summary>A city's SQL files to bound pipelines, or to all that is wrong with them.</summary>
public static class SqlCompiler
{
    public static CompilationResult Compile(IReadOnlyList<SqlFile> files)
    {
        var diagnostics = new DiagnosticList();
        var parsed = files.Select(file => Parser.Parse(file, diagnostics)).ToList();
        var statements = parsed.SelectMany(file => file.Statements).ToList();
        var program = new Binder(statements, [.. parsed.SelectMany(file => file.BrokenNames)], diagnostics).Bind(TextOf);
        return diagnostics.Count > 0
            ? new(null, [.. diagnostics.Items.OrderBy(item => FileIndex(item.Span.File)).ThenBy(item => item.Span.Offset)])
            : new(program, []);

        int FileIndex(string path) => files.TakeWhile(file => file.Path != path).Count();

        string TextOf(StatementSyntax statement)
        {
            var text = files.First(file => file.Path == statement.Span.File).Text;
            return text.Substring(statement.Span.Offset, Math.Min(statement.Span.Length, text.Length - statement.Span.Offset));
        }
    }
}
