using Sensorium.Core.Tables;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>CREATE TABLE … AS.</summary>
public sealed record TablePipeline(string Id, TableDefinition Table, PlanNode Plan, string Text, SourceSpan Span)
    : PipelineDefinition(Id, Text, Span);
