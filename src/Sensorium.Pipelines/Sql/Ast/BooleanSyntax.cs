namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record BooleanSyntax(bool Value, SourceSpan Span) : ExpressionSyntax(Span);
