using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

/// <param name="Branches">One SELECT, or several under UNION ALL.</param>
internal sealed record QuerySyntax(IReadOnlyList<CteSyntax> With, IReadOnlyList<SelectSyntax> Branches, SourceSpan Span) : SyntaxNode(Span);

internal sealed record CteSyntax(Identifier Name, QuerySyntax Query, SourceSpan Span) : SyntaxNode(Span);

internal sealed record SelectSyntax(
    IReadOnlyList<SelectItemSyntax> Items,
    FromSyntax From,
    ExpressionSyntax? Where,
    IReadOnlyList<ExpressionSyntax> GroupBy,
    ExpressionSyntax? Having,
    SourceSpan Span) : SyntaxNode(Span);

internal sealed record SelectItemSyntax(ExpressionSyntax Value, Identifier? Alias, SourceSpan Span) : SyntaxNode(Span);

internal abstract record FromSyntax(Identifier? Alias, SourceSpan Span) : SyntaxNode(Span);

/// <summary>A stream, view, common table expression or reference table.</summary>
internal sealed record NamedFromSyntax(IReadOnlyList<Identifier> Name, Identifier? Alias, SourceSpan Span) : FromSyntax(Alias, Span);

internal sealed record SubqueryFromSyntax(QuerySyntax Query, Identifier? Alias, SourceSpan Span) : FromSyntax(Alias, Span);

/// <summary>TUMBLE or HOP. <c>Slide</c> is null for TUMBLE.</summary>
internal sealed record WindowFromSyntax(
    FromSyntax Input,
    NameSyntax Time,
    IntervalSyntax? Slide,
    IntervalSyntax Size,
    IntervalSyntax? Offset,
    StringSyntax? Zone,
    Identifier? Alias,
    SourceSpan Span) : FromSyntax(Alias, Span);

internal sealed record DedupFromSyntax(
    FromSyntax Input,
    IReadOnlyList<NameSyntax> Keys,
    IntervalSyntax Interval,
    Identifier? Alias,
    SourceSpan Span) : FromSyntax(Alias, Span);

/// <summary>JOIN or LEFT JOIN, with ON or USING. It has no alias of its own.</summary>
internal sealed record JoinFromSyntax(
    FromSyntax Left,
    FromSyntax Right,
    bool IsLeft,
    ExpressionSyntax? Condition,
    IReadOnlyList<Identifier> Using,
    SourceSpan Span) : FromSyntax(null, Span);
