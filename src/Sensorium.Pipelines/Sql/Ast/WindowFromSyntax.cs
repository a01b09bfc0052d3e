namespace Sensorium.Pipelines.Sql.Ast;

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
