namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record StreamOptionSyntax(Identifier Name, StringSyntax Value, SourceSpan Span) : SyntaxNode(Span);
