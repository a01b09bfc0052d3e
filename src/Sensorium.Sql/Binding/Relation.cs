using Sensorium.Sql.Plan;

namespace Sensorium.Sql.Binding;

/// <summary>What a FROM or a query gives: a plan, and how its columns are named.</summary>
/// <param name="EventTime">Index of the event time in the plan's schema, or −1.</param>
internal sealed record Relation(PlanNode Plan, IReadOnlyList<ScopeColumn> Columns, int EventTime, PendingWindow? Window = null)
{
    public static readonly IReadOnlyList<string> WindowColumns = ["window_start", "window_end", "window_time"];

    public Relation WithQualifier(string? qualifier) =>
        qualifier is null ? this : this with { Columns = [.. Columns.Select(column => column with { Qualifier = qualifier })] };

    /// <summary>The relation of a plan's whole schema.</summary>
    public static Relation Of(PlanNode plan, int eventTime) =>
        new(plan, [.. plan.Schema.Fields.Select((field, index) => new ScopeColumn(null, field, index))], eventTime);
}
