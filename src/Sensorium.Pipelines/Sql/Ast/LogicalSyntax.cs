namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>AND or OR of two or more.</summary>
internal sealed record LogicalSyntax(bool IsAnd, IReadOnlyList<ExpressionSyntax> Operands, SourceSpan Span) : ExpressionSyntax(Span);
