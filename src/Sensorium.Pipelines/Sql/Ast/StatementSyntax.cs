namespace Sensorium.Pipelines.Sql.Ast;

/// <param name="Name">Of what the statement makes, without its layer.</param>
internal abstract record StatementSyntax(Identifier Name, SourceSpan Span) : SyntaxNode(Span);
