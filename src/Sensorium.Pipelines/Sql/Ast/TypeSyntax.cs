using Sensorium.Core;

namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record TypeSyntax(TypeKind Kind, SourceSpan Span) : SyntaxNode(Span);
