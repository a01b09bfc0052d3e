namespace Sensorium.Pipelines.Sql.Ast;

internal abstract record ExpressionSyntax(SourceSpan Span) : SyntaxNode(Span);
