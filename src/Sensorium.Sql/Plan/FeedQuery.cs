using Sensorium.Core;

namespace Sensorium.Sql.Plan;

/// <summary>A SELECT over streams and views that keeps no state: filters, expressions and lookups, row by row.</summary>
public sealed record FeedQuery(PlanNode Plan)
{
    public Schema Schema => Plan.Schema;
}
