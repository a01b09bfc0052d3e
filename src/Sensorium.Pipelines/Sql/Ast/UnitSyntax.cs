namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>A unit of time as an argument: <c>TIMESTAMPADD(DAY, 1, t)</c>.</summary>
internal sealed record UnitSyntax(string Unit, SourceSpan Span) : ExpressionSyntax(Span);
