namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record CaseSyntax(ExpressionSyntax? Operand, IReadOnlyList<WhenSyntax> Branches, ExpressionSyntax? Otherwise, SourceSpan Span) : ExpressionSyntax(Span);
