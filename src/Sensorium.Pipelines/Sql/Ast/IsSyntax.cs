namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record IsSyntax(ExpressionSyntax Operand, TruthTest Test, bool IsNegated, SourceSpan Span) : ExpressionSyntax(Span);
