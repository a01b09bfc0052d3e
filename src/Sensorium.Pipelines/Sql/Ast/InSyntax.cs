namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record InSyntax(ExpressionSyntax Operand, IReadOnlyList<ExpressionSyntax> Items, bool IsNegated, SourceSpan Span) : ExpressionSyntax(Span);
