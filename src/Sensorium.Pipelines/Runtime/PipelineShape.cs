using Sensorium.Core;
using Sensorium.Pipelines.Operators;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>What a pipeline writes, and the plan that makes it.</summary>
/// <param name="IsRaw">Whether the output is the records themselves, accepted or not.</param>
/// <param name="Rejected">Full name of the table of rejected records.</param>
/// <param name="KeepsRejected">Whether records that are no rows of their stream go into the pipeline's rejected table.</param>
internal sealed record PipelineShape(string Id, PlanShape Plan, Schema Schema, string Rejected, bool IsRaw, bool KeepsRejected)
{
    public static PipelineShape Of(TablePipeline definition, bool keepsRejected) =>
        new(definition.Id, new(definition.Plan), definition.Table.Schema, $"{definition.Table.Name}__rejected", IsRaw: false, keepsRejected);

    /// <summary>The implicit pipeline that keeps a stream's records.</summary>
    public static PipelineShape RawOf(StreamDefinition stream) =>
        new($"raw.{stream.PhysicalName}", new(new SourceNode(stream, [], stream.Span)), RecordTables.Raw, $"raw.{stream.Name}__rejected", IsRaw: true, KeepsRejected: true);
}
