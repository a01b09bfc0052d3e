namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record SelectSyntax(
    IReadOnlyList<SelectItemSyntax> Items,
    FromSyntax From,
    ExpressionSyntax? Where,
    IReadOnlyList<ExpressionSyntax> GroupBy,
    ExpressionSyntax? Having,
    SourceSpan Span) : SyntaxNode(Span);
