using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>One statement with one output table.</summary>
/// <param name="Id">Stable: the table's full name, or <c>alert.name</c>.</param>
/// <param name="Text">Canonical text of the statement and of the streams and views it reads; its hash is the plan's fingerprint.</param>
public abstract record PipelineDefinition(string Id, string Text, SourceSpan Span);
