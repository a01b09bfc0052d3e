using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Decode;

/// <param name="Record">Index in the block.</param>
/// <param name="Column">Index into the stream's columns, or −1 where the record as a whole is at fault.</param>
public readonly record struct RejectedRecord(int Record, RejectReason Reason, int Column)
{
    /// <summary>The reason in words, as <c>__rejected</c> has it: the column where there is one, then what is wrong.</summary>
    public string Describe(StreamDefinition stream)
    {
        var column = Column < 0 ? null : stream.Columns[Column];
        var words = Reason switch
        {
            RejectReason.Empty => "the record is empty or too long",
            RejectReason.NotUtf8 => "the record is not valid UTF-8",
            RejectReason.NotJson => "the record is not valid JSON",
            RejectReason.NotAnObject => "the record is JSON but not an object",
            RejectReason.CsvQuotes => "the row's quotes do not match",
            RejectReason.CsvFieldCount => "the row has more or fewer fields than the header",
            RejectReason.Missing => "is missing or null",
            RejectReason.WrongType => $"is not of type {TypeName(column)}",
            RejectReason.NotANumber => "is not a number",
            RejectReason.NotWhole => "is not a whole number",
            RejectReason.Overflow => $"does not fit in {TypeName(column)}",
            RejectReason.LoneSurrogate => "holds half of a surrogate pair",
            RejectReason.NotABoolean => "is not true or false",
            RejectReason.NotADate => "is not a date yyyy-MM-dd",
            RejectReason.NotATimestamp => "is not a timestamp",
            RejectReason.NoZone => "has no time zone, and the column declares none",
            RejectReason.SkippedLocalTime => "is a local time that the clocks skipped",
            RejectReason.YearOutOfRange => "lies outside the years 1 to 9999",
            RejectReason.NotAPoint => "is not a point",
            RejectReason.PointOutOfRange => "lies outside latitude ±90, longitude ±180",
            RejectReason.InTheFuture => "is in the future",
            RejectReason.CheckFailed => $"fails CHECK ({column?.CheckText})",
            RejectReason.CheckFault => $"cannot be checked by CHECK ({column?.CheckText})",
            _ => Reason.ToString(),
        };
        return column is null ? words : $"{column.Field.Name} {words}";
    }

    private static string? TypeName(StreamColumn? column) => column?.Field.Type.ToString().ToUpperInvariant();
}
