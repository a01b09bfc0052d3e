namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record NullSyntax(SourceSpan Span) : ExpressionSyntax(Span);
