using Sensorium.Core;

namespace Sensorium.Sql.Plan;

/// <param name="Argument">Null only for COUNT(*).</param>
/// <param name="Filter">FILTER (WHERE …), or null.</param>
public sealed record AggregateCall(
    AggregateKind Kind, BoundExpression? Argument, BoundExpression? Filter, TypeKind Result, SourceSpan Span);

public enum AggregateKind : byte
{
    /// <summary>COUNT(*), BIGINT.</summary>
    CountAll,

    /// <summary>COUNT(x), BIGINT.</summary>
    Count,

    /// <summary>BIGINT of integers, DOUBLE of doubles (exact, rounded once). NULL over no values.</summary>
    Sum,

    /// <summary>DOUBLE of any number, exact, rounded once.</summary>
    Avg,

    /// <summary>Of any type but POINT, by the total order (−0 &lt; +0, NaN largest).</summary>
    Min,
    Max,

    /// <summary>The value of the first row by (event time, partition, position), nulls included.</summary>
    First,
    Last,
}
