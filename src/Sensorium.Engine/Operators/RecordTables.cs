using Sensorium.Core;

namespace Sensorium.Engine.Operators;

/// <summary>Schemas of the tables that keep records as they came.</summary>
internal static class RecordTables
{
    private static readonly Field[] Record =
    [
        new("_partition", TypeKind.Integer, Nullable: false, Comment: "Partition of the stream"),
        new("_position", TypeKind.BigInt, Nullable: false, Comment: "Position in the partition"),
        new("_appended_at", TypeKind.Timestamp, Comment: "When the stream took the record in; empty for files"),
        new("_key", TypeKind.Binary, Comment: "The record's key as received"),
        new("_value", TypeKind.Binary, Comment: "The record's bytes as received"),
    ];

    private static readonly Field Stream = new("_stream", TypeKind.Varchar, Nullable: false, Comment: "Name of the CREATE STREAM");

    public static Schema Raw { get; } = new(Record);

    /// <summary>
    /// A row that failed behind a buffer has its record's position, at which <c>raw.</c> has the bytes; one that was made of several records
    /// has no position, and its columns as a JSON object in place of the bytes.
    /// </summary>
    public static Schema Rejected { get; } = new(
    [
        .. new[] { Stream }.Concat(Record).Select(field => field with { Nullable = true }),
        new Field("reason", TypeKind.Varchar, Nullable: false),
    ]);

    public static Schema Late { get; } = new(
    [
        Stream,
        .. Record,
        new Field("event_time", TypeKind.Timestamp, Nullable: false),
        new Field("watermark", TypeKind.Timestamp, Nullable: false, Comment: "Of the record's own partition, before it"),
    ]);
}
