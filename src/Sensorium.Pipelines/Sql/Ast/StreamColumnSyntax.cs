namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record StreamColumnSyntax(
    Identifier Name,
    TypeSyntax Type,
    bool IsNotNull,
    IReadOnlyList<StringSyntax> Spellings,
    StringSyntax? Epoch,
    StringSyntax? Zone,
    StringSyntax? Unit,
    StringSyntax? Comment,
    ExpressionSyntax? Check,
    SourceSpan Span) : SyntaxNode(Span);
