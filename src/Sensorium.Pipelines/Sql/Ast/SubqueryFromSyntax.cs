namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record SubqueryFromSyntax(QuerySyntax Query, Identifier? Alias, SourceSpan Span) : FromSyntax(Alias, Span);
