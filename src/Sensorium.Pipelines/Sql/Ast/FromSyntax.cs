namespace Sensorium.Pipelines.Sql.Ast;

internal abstract record FromSyntax(Identifier? Alias, SourceSpan Span) : SyntaxNode(Span);
