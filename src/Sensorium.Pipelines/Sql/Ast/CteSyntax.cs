namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record CteSyntax(Identifier Name, QuerySyntax Query, SourceSpan Span) : SyntaxNode(Span);
