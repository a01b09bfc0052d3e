namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record DedupFromSyntax(
    FromSyntax Input,
    IReadOnlyList<NameSyntax> Keys,
    IntervalSyntax Interval,
    Identifier? Alias,
    SourceSpan Span) : FromSyntax(Alias, Span);
