namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>INTERVAL '…' unit. <c>Unit</c> is canonical: <c>MINUTE</c>, <c>HOUR TO MINUTE</c>. Micros carries the sign.</summary>
internal sealed record IntervalSyntax(string Text, bool IsNegative, string Unit, long Micros, SourceSpan Span) : ExpressionSyntax(Span);
