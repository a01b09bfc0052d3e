using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Plan;

/// <summary>One statement with one output table.</summary>
/// <param name="Id">Stable: the table's full name, or <c>alert.name</c>.</param>
/// <param name="Text">Canonical text of the statement and of the streams and views it reads; its hash is the plan's fingerprint.</param>
public abstract record PipelineDefinition(string Id, string Text, SourceSpan Span);

/// <summary>CREATE TABLE … AS.</summary>
public sealed record TablePipeline(string Id, TableDefinition Table, PlanNode Plan, string Text, SourceSpan Span)
    : PipelineDefinition(Id, Text, Span);

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
