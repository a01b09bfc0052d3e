namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>A column, <c>a</c> or <c>t.a</c>.</summary>
internal sealed record NameSyntax(IReadOnlyList<Identifier> Parts, SourceSpan Span) : ExpressionSyntax(Span);
