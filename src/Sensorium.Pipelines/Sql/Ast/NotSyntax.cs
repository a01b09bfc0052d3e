namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record NotSyntax(ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);
