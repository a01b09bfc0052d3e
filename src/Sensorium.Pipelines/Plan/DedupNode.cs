using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>DEDUP: drops a row when a kept row of its key lies within the interval.</summary>
/// <param name="Keys">Indexes into the input's schema.</param>
/// <param name="TimeColumn">Index of the event time in the input's schema.</param>
public sealed record DedupNode(PlanNode Input, IReadOnlyList<int> Keys, int TimeColumn, TimeSpan Interval, SourceSpan Span)
    : PlanNode(Input.Schema, Span);
