namespace Sensorium.Pipelines.Sql.Ast;

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
