namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record NumberSyntax(string Text, SourceSpan Span) : ExpressionSyntax(Span);
