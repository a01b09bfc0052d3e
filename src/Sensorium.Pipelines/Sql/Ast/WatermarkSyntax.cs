namespace Sensorium.Pipelines.Sql.Ast;

/// <param name="Delay">Null for <c>AS column</c>.</param>
internal sealed record WatermarkSyntax(Identifier Column, IntervalSyntax? Delay, SourceSpan Span) : SyntaxNode(Span);
