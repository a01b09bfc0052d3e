namespace Sensorium.Pipelines.Sql.Ast;

internal sealed record CreateStreamSyntax(
    Identifier Name,
    IReadOnlyList<StreamColumnSyntax> Columns,
    WatermarkSyntax? Watermark,
    StringSyntax? Comment,
    IReadOnlyList<StreamOptionSyntax> Options,
    SourceSpan Span) : StatementSyntax(Name, Span);
