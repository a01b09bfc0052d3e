namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record CastSyntax(ExpressionSyntax Operand, TypeSyntax Target, bool IsTry, SourceSpan Span) : ExpressionSyntax(Span);
