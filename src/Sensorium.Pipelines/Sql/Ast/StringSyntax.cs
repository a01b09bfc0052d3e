namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record StringSyntax(string Value, SourceSpan Span) : ExpressionSyntax(Span);
