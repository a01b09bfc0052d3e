using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Engine.Operators;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>What a pipeline writes, and the plan that makes it.</summary>
/// <param name="Text">The plan as text; a checkpoint of another plan is refused.</param>
/// <param name="Table">Takes its rows.</param>
/// <param name="Late">Full name of the table of late records; null for a pipeline that has none.</param>
/// <param name="Rejected">Full name of the table of rejected records.</param>
/// <param name="IsRaw">Whether the output is the records themselves, accepted or not.</param>
/// <param name="KeepsRejected">Whether records that are no rows of their stream go into the pipeline's rejected table.</param>
/// <param name="Span">The statement.</param>
internal sealed record PipelineSpec(
    string Id, string Text, PhysicalPlan Plan, TableDefinition Table, string? Late, string Rejected, bool IsRaw, bool KeepsRejected, SourceSpan Span)
{
    public Schema Schema => Table.Schema;

    public static PipelineSpec Of(PipelineDefinition definition, bool keepsRejected) => definition switch
    {
        TablePipeline table => Of(table, table.Plan, table.Table, table.Table.Name, keepsRejected),
        AlertPipeline alert => Of(alert, new AlertNode(alert, AlertTable.Schema), AlertTable.Definition, TableName.OfPipeline(alert.Name), keepsRejected),
        _ => throw new NotSupportedException(definition.GetType().Name),
    };

    /// <summary>The implicit pipeline that keeps a stream's records.</summary>
    public static PipelineSpec RawOf(StreamDefinition stream)
    {
        var table = new TableDefinition(TableName.OfStream(stream.PhysicalName), RecordTables.Raw, [], $"Every record of {stream.PhysicalName} as it came");
        var plan = new PhysicalPlan(new SourceNode(stream, [], stream.Span));
        return new(table.Name, table.Name, plan, table, Late: null, TableName.RejectedOf(TableName.OfStream(stream.Name)), IsRaw: true, KeepsRejected: true, stream.Span);
    }

    private static PipelineSpec Of(PipelineDefinition definition, PlanNode plan, TableDefinition table, string name, bool keepsRejected) =>
        new(definition.Id, definition.Text, new(plan), table, TableName.LateOf(name), TableName.RejectedOf(name), IsRaw: false, keepsRejected, definition.Span);
}
