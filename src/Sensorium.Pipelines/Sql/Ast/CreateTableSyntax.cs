namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record CreateTableSyntax(
    Identifier? Layer,
    Identifier Name,
    StringSyntax? Comment,
    IReadOnlyList<Identifier> PartitionedBy,
    QuerySyntax Query,
    SourceSpan Span) : StatementSyntax(Name, Span);
