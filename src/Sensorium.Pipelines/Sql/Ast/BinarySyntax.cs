namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>Arithmetic, comparison or concatenation, by the sign of the operator.</summary>
internal sealed record BinarySyntax(string Operator, ExpressionSyntax Left, ExpressionSyntax Right, SourceSpan Span) : ExpressionSyntax(Span);
