namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>TIMESTAMP '…' or DATE '…'.</summary>
internal sealed record TimeLiteralSyntax(bool IsDate, string Text, SourceSpan Span) : ExpressionSyntax(Span);
