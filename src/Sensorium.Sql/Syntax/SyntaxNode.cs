using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

/// <summary>A piece of a parsed SQL file, as written. Nothing is resolved yet.</summary>
internal abstract record SyntaxNode(SourceSpan Span);

internal sealed record Identifier(string Text, SourceSpan Span) : SyntaxNode(Span);
