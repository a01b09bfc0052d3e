namespace Sensorium.Pipelines.Sql.Ast;

/// <summary><c>*</c> or <c>t.*</c> of a SELECT list.</summary>
internal sealed record StarSyntax(Identifier? Qualifier, SourceSpan Span) : ExpressionSyntax(Span);
