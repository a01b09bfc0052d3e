using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

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
