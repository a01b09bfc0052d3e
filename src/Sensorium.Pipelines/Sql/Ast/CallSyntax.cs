namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>A function or an aggregate. The standard's keyword forms, such as <c>SUBSTRING(s FROM 2)</c>, come here with plain arguments.</summary>
internal sealed record CallSyntax(Identifier Name, IReadOnlyList<ExpressionSyntax> Arguments, bool IsStar, ExpressionSyntax? Filter, SourceSpan Span) : ExpressionSyntax(Span);
