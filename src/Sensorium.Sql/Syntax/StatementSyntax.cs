using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

/// <param name="Name">Of what the statement makes, without its layer.</param>
internal abstract record StatementSyntax(Identifier Name, SourceSpan Span) : SyntaxNode(Span);

internal sealed record CreateStreamSyntax(
    Identifier Name,
    IReadOnlyList<StreamColumnSyntax> Columns,
    WatermarkSyntax? Watermark,
    StringSyntax? Comment,
    IReadOnlyList<StreamOptionSyntax> Options,
    SourceSpan Span) : StatementSyntax(Name, Span);

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

internal sealed record StreamOptionSyntax(Identifier Name, StringSyntax Value, SourceSpan Span) : SyntaxNode(Span);

internal sealed record TypeSyntax(TypeKind Kind, SourceSpan Span) : SyntaxNode(Span);

/// <param name="Delay">Null for <c>AS column</c>.</param>
internal sealed record WatermarkSyntax(Identifier Column, IntervalSyntax? Delay, SourceSpan Span) : SyntaxNode(Span);

internal sealed record CreateViewSyntax(Identifier Name, StringSyntax? Comment, QuerySyntax Query, SourceSpan Span)
    : StatementSyntax(Name, Span);

internal sealed record CreateTableSyntax(
    Identifier? Layer,
    Identifier Name,
    StringSyntax? Comment,
    IReadOnlyList<Identifier> PartitionedBy,
    QuerySyntax Query,
    SourceSpan Span) : StatementSyntax(Name, Span);

internal sealed record CreateAlertSyntax(
    Identifier Name,
    Identifier Topic,
    StringSyntax? Severity,
    IReadOnlyList<NameSyntax> Keys,
    IntervalSyntax? For,
    ExpressionSyntax? Until,
    StringSyntax? Comment,
    SelectSyntax Select,
    SourceSpan Span) : StatementSyntax(Name, Span);
