namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>A stream, view, common table expression or reference table.</summary>
internal sealed record NamedFromSyntax(IReadOnlyList<Identifier> Name, Identifier? Alias, SourceSpan Span) : FromSyntax(Alias, Span);
