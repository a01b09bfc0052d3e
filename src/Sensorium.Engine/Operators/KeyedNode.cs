using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>
/// A step that remembers something by key and takes its rows in an order that depends on the streams alone. Runs in the merge stage; an
/// exchange below it puts the rows of lanes in order.
/// </summary>
/// <param name="create">Makes its operator, given the name of its sections in a checkpoint.</param>
internal sealed class KeyedNode(
    int id, PlanNode logical, PhysicalNode input, Func<OperatorContext, string, OperatorInput, Operator> create)
    : PhysicalNode(id, logical, [input])
{
    public override bool IsOrdered => true;

    public override Operator OnLane(OperatorContext context, OperatorInput next) => throw new NotSupportedException("Its rows come in order.");

    public override Operator InMergeStage(OperatorContext context, IReadOnlyList<Operator> lanes, OperatorInput next) =>
        create(context, Section, next);
}
