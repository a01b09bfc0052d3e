namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record CreateViewSyntax(Identifier Name, StringSyntax? Comment, QuerySyntax Query, SourceSpan Span) : StatementSyntax(Name, Span);
