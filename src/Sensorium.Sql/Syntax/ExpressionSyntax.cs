using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

internal abstract record ExpressionSyntax(SourceSpan Span) : SyntaxNode(Span);

internal sealed record BetweenSyntax(ExpressionSyntax Operand, ExpressionSyntax Low, ExpressionSyntax High, bool IsNegated, SourceSpan Span)
    : ExpressionSyntax(Span);

/// <summary>Arithmetic, comparison or concatenation, by the sign of the operator.</summary>
internal sealed record BinarySyntax(string Operator, ExpressionSyntax Left, ExpressionSyntax Right, SourceSpan Span)
    : ExpressionSyntax(Span);

internal sealed record BooleanSyntax(bool Value, SourceSpan Span) : ExpressionSyntax(Span);

/// <summary>
/// A function or an aggregate. The standard's keyword forms, such as <c>SUBSTRING(s FROM 2)</c>, come here with plain arguments.
/// </summary>
internal sealed record CallSyntax(
    Identifier Name, IReadOnlyList<ExpressionSyntax> Arguments, bool IsStar, ExpressionSyntax? Filter, SourceSpan Span)
        : ExpressionSyntax(Span);

internal sealed record CaseSyntax(
    ExpressionSyntax? Operand, IReadOnlyList<WhenSyntax> Branches, ExpressionSyntax? Otherwise, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record CastSyntax(ExpressionSyntax Operand, TypeSyntax Target, bool IsTry, SourceSpan Span) : ExpressionSyntax(Span);

/// <summary>IS DISTINCT FROM; negated: IS NOT DISTINCT FROM.</summary>
internal sealed record DistinctSyntax(ExpressionSyntax Left, ExpressionSyntax Right, bool IsNegated, SourceSpan Span)
    : ExpressionSyntax(Span);

internal sealed record ExtractSyntax(string Unit, ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record InSyntax(ExpressionSyntax Operand, IReadOnlyList<ExpressionSyntax> Items, bool IsNegated, SourceSpan Span)
    : ExpressionSyntax(Span);

/// <summary>INTERVAL '…' unit. <c>Unit</c> is canonical: <c>MINUTE</c>, <c>HOUR TO MINUTE</c>. Micros carries the sign.</summary>
internal sealed record IntervalSyntax(string Text, bool IsNegative, string Unit, long Micros, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record IsSyntax(ExpressionSyntax Operand, TruthTest Test, bool IsNegated, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record LikeSyntax(
    ExpressionSyntax Operand, ExpressionSyntax Pattern, ExpressionSyntax? Escape, bool IsNegated, SourceSpan Span) : ExpressionSyntax(Span);

/// <summary>AND or OR of two or more.</summary>
internal sealed record LogicalSyntax(bool IsAnd, IReadOnlyList<ExpressionSyntax> Operands, SourceSpan Span) : ExpressionSyntax(Span);

/// <summary>A column, <c>a</c> or <c>t.a</c>.</summary>
internal sealed record NameSyntax(IReadOnlyList<Identifier> Parts, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record NegateSyntax(ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record NotSyntax(ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record NullSyntax(SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record NumberSyntax(string Text, SourceSpan Span) : ExpressionSyntax(Span);

/// <summary><c>*</c> or <c>t.*</c> of a SELECT list.</summary>
internal sealed record StarSyntax(Identifier? Qualifier, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record StringSyntax(string Value, SourceSpan Span) : ExpressionSyntax(Span);

/// <summary>TIMESTAMP '…' or DATE '…'.</summary>
internal sealed record TimeLiteralSyntax(bool IsDate, string Text, SourceSpan Span) : ExpressionSyntax(Span);

/// <summary>FLOOR(t TO unit) and CEIL(t TO unit).</summary>
internal sealed record TimeRoundSyntax(bool IsUp, ExpressionSyntax Operand, string Unit, SourceSpan Span) : ExpressionSyntax(Span);

internal enum TruthTest : byte
{
    Null,
    True,
    False,
    Unknown,
}

/// <summary>A unit of time as an argument: <c>TIMESTAMPADD(DAY, 1, t)</c>.</summary>
internal sealed record UnitSyntax(string Unit, SourceSpan Span) : ExpressionSyntax(Span);

internal sealed record WhenSyntax(ExpressionSyntax Condition, ExpressionSyntax Value);
