namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>JOIN or LEFT JOIN, with ON or USING. It has no alias of its own.</summary>
internal sealed record JoinFromSyntax(
    FromSyntax Left,
    FromSyntax Right,
    bool IsLeft,
    ExpressionSyntax? Condition,
    IReadOnlyList<Identifier> Using,
    SourceSpan Span) : FromSyntax(null, Span);
