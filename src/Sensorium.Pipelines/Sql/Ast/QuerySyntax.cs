namespace Sensorium.Pipelines.Sql.Ast;

/// <param name="Branches">One SELECT, or several under UNION ALL.</param>
internal sealed record QuerySyntax(IReadOnlyList<CteSyntax> With, IReadOnlyList<SelectSyntax> Branches, SourceSpan Span) : SyntaxNode(Span);
