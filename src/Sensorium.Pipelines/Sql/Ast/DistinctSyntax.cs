namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>IS DISTINCT FROM; negated: IS NOT DISTINCT FROM.</summary>
internal sealed record DistinctSyntax(ExpressionSyntax Left, ExpressionSyntax Right, bool IsNegated, SourceSpan Span) : ExpressionSyntax(Span);
