using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Pipelines.Plan;

/// <summary>A stream's decoded records. The schema is the stream's whole one; <paramref name="Needed"/> says which columns the plan reads.</summary>
/// <param name="Needed">Indexes into the schema, ascending. Other columns are judged but not materialised.</param>
public sealed record SourceNode(StreamDefinition Stream, IReadOnlyList<int> Needed, SourceSpan Span) : PlanNode(Stream.Schema, Span);
