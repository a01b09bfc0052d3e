using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>
/// GROUP BY window and keys. The schema is <c>window_start, window_end, window_time</c> (timestamps), then the keys, then the aggregates.
/// A WHERE beside the window function is bound below this node, HAVING above.
/// </summary>
/// <param name="TimeColumn">Index of the event time in the input's schema.</param>
public sealed record WindowAggregateNode(
    PlanNode Input,
    WindowDefinition Window,
    int TimeColumn,
    IReadOnlyList<BoundExpression> Keys,
    IReadOnlyList<AggregateCall> Aggregates,
    Schema Schema,
    SourceSpan Span) : PlanNode(Schema, Span);
