namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record SelectItemSyntax(ExpressionSyntax Value, Identifier? Alias, SourceSpan Span) : SyntaxNode(Span);
