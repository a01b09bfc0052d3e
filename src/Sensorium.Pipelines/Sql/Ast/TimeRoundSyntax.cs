namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>FLOOR(t TO unit) and CEIL(t TO unit).</summary>
internal sealed record TimeRoundSyntax(bool IsUp, ExpressionSyntax Operand, string Unit, SourceSpan Span) : ExpressionSyntax(Span);
