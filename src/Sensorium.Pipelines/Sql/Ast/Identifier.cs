namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record Identifier(string Text, SourceSpan Span) : SyntaxNode(Span);
