namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record LikeSyntax(ExpressionSyntax Operand, ExpressionSyntax Pattern, ExpressionSyntax? Escape, bool IsNegated, SourceSpan Span) : ExpressionSyntax(Span);
