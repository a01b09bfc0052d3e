using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>
/// CREATE ALERT. A key's episode is raised by a row for which <paramref name="Raise"/> is true (and, with <paramref name="For"/>, has been
/// since that long), and cleared by one for which <paramref name="Clear"/> is true; without UNTIL, by one for which Raise is not true.
/// </summary>
/// <param name="Plan">The FROM, before WHERE.</param>
/// <param name="Topic">TO.</param>
/// <param name="Keys">Indexes into the plan's schema.</param>
/// <param name="Raise">The WHERE, over the plan's schema.</param>
/// <param name="Clear">UNTIL, or null.</param>
/// <param name="Outputs">The SELECT list over the plan's schema, with its names; kept as the alert's details.</param>
public sealed record AlertPipeline(
    string Id,
    string Name,
    string Topic,
    string Severity,
    PlanNode Plan,
    int TimeColumn,
    IReadOnlyList<int> Keys,
    BoundExpression Raise,
    BoundExpression? Clear,
    TimeSpan? For,
    IReadOnlyList<(string Name, BoundExpression Value)> Outputs,
    string? Comment,
    string Text,
    SourceSpan Span) : PipelineDefinition(Id, Text, Span);
