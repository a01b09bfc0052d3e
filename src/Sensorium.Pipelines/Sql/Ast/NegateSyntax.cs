namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record NegateSyntax(ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);
