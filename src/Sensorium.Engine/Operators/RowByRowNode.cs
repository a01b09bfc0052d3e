using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>A step without state: it does the same wherever rows come.</summary>
/// <param name="create">Makes its operator.</param>
internal sealed class RowByRowNode(
    int id, PlanNode logical, IReadOnlyList<PhysicalNode> inputs, Func<OperatorContext, OperatorInput, Operator> create)
    : PhysicalNode(id, logical, inputs)
{
    public override Operator OnLane(OperatorContext context, OperatorInput next) => create(context, next);

    public override Operator InMergeStage(OperatorContext context, IReadOnlyList<Operator> lanes, OperatorInput next) => create(context, next);
}
