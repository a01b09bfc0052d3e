using Sensorium.Core;

namespace Sensorium.Sql.Plan;

/// <summary>A declared column of a stream.</summary>
/// <param name="Spellings">
/// JSON members or CSV headers that are this column, the first that is present wins; a dot steps into an object. The column's name where
/// FROM is not given.
/// </param>
/// <param name="Time">How a TIMESTAMP is written; null for other types.</param>
/// <param name="Check">Over the stream's schema; a record for which it is false is rejected, one for which it is null passes.</param>
/// <param name="CheckText">The CHECK as written, for the reason of the rejection.</param>
public sealed record StreamColumn(
    Field Field,
    IReadOnlyList<string> Spellings,
    TimestampFormat? Time,
    BoundExpression? Check,
    string? CheckText,
    SourceSpan Span);

/// <summary>How timestamps of a column are written.</summary>
/// <param name="Kind">What is expected first. Text is accepted in every form of <see cref="TimestampKind"/> that is text.</param>
/// <param name="Zone">IANA name of the zone of text without one; null where such text is rejected.</param>
public sealed record TimestampFormat(TimestampKind Kind, string? Zone);

public enum TimestampKind : byte
{
    /// <summary>ISO 8601, with <c>T</c> or a space, with or without fraction; a zone unless <see cref="TimestampFormat.Zone"/> is given.
    /// Also <c>java.util.Date.toString()</c>: <c>Tue Nov 24 10:15:30 CET 2026</c>.</summary>
    Text,

    /// <summary>A number, or a numeral as text, since 1970-01-01.</summary>
    EpochSeconds,
    EpochMilliseconds,
    EpochMicroseconds,
}
