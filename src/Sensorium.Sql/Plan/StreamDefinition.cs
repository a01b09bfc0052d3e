using Sensorium.Core;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Plan;

/// <summary>A bound CREATE STREAM: what a record must be, and how time is read from it.</summary>
/// <param name="Name">In SQL, the ledger and <c>--input</c>.</param>
/// <param name="PhysicalName">In the log, HTTP and <c>raw.</c>; <c>WITH (stream = '…')</c>, else the name.</param>
/// <param name="EventTimeColumn">Index of the column with the WATERMARK, or −1: then append time is the event time.</param>
/// <param name="Delay">Of the watermark.</param>
/// <param name="Idle">After which a partition without records gets a time mark; null where switched off.</param>
/// <param name="Ahead">How far an event time may lie after the append time.</param>
public sealed record StreamDefinition(
    string Name,
    string PhysicalName,
    RecordFormat Format,
    IReadOnlyList<StreamColumn> Columns,
    int EventTimeColumn,
    TimeSpan Delay,
    TimeSpan? Idle,
    TimeSpan Ahead,
    CsvOptions Csv,
    string? Comment,
    SourceSpan Span)
{
    /// <summary>Names of the columns every stream has beside its own; <c>*</c> leaves them out.</summary>
    public static readonly IReadOnlyList<Field> SystemFields =
    [
        new("_partition", TypeKind.Integer, Nullable: false),
        new("_position", TypeKind.BigInt, Nullable: false),
        new("_appended_at", TypeKind.Timestamp),
        new("_key", TypeKind.Varchar),
    ];

    /// <summary>How files are written that are read into the stream; <c>WITH (files = '…')</c>, else as the records of the log.</summary>
    public RecordFormat FileFormat { get; init; } = Format;

    /// <summary>The declared columns, then <see cref="SystemFields"/>.</summary>
    public Schema Schema { get; } = new([.. Columns.Select(column => column.Field), .. SystemFields]);

    /// <summary>The stream as files have it.</summary>
    public StreamDefinition OfFiles() => Format == FileFormat ? this : this with { Format = FileFormat };
}
