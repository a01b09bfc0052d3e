namespace Sensorium.Pipelines.Sql.Ast;

/// <summary>A piece of a parsed SQL file, as written. Nothing is resolved yet.</summary>
internal abstract record SyntaxNode(SourceSpan Span);
