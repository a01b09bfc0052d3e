using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Reorder;

/// <summary>An exchange below an operator that takes rows in an order: where the lanes' rows come together.</summary>
/// <param name="logical">The step whose rows are put in order.</param>
/// <param name="fixesPartition">Whether rows that belong together come from one partition only, because it is part of the key above.</param>
internal sealed class ReorderNode(
    int id, PlanNode logical, PhysicalNode input, IReadOnlyList<StreamDefinition> streams, bool fixesPartition)
    : PhysicalNode(id, logical, [input])
{
    public override bool IsExchange => true;

    public override bool IsOrdered => true;

    public override Operator OnLane(OperatorContext context, OperatorInput next) => new ReorderInput(NewRows(context), context);

    public override Operator InMergeStage(OperatorContext context, IReadOnlyList<Operator> lanes, OperatorInput next)
    {
        var isAtOnce = Placement == Placement.Parallel && (fixesPartition || streams.Sum(context.PartitionsOf) == 1);
        return new ReorderBuffer(Section, () => NewRows(context), [.. lanes.Cast<ReorderInput>()], isAtOnce, context, next);
    }

    private ReorderRows NewRows(OperatorContext context) => new(Logical.Schema, Logical.DefinedColumns(), context.Records.Inputs);
}
