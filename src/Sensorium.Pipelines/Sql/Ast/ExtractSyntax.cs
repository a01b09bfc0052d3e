namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record ExtractSyntax(string Unit, ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);
