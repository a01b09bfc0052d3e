namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record BetweenSyntax(ExpressionSyntax Operand, ExpressionSyntax Low, ExpressionSyntax High, bool IsNegated, SourceSpan Span) : ExpressionSyntax(Span);
