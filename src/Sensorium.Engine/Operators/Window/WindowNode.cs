using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Window;

/// <summary>GROUP BY a window: each lane takes its rows into its own panes, and the merge stage fires windows over all of them.</summary>
/// <param name="number">Of the window among those of its plan.</param>
/// <param name="isBelowState">Whether an operator above asks for an order of the rows.</param>
internal sealed class WindowNode(int id, WindowAggregateNode node, PhysicalNode input, int number, bool isBelowState)
    : PhysicalNode(id, node, [input])
{
    public override bool IsExchange => true;

    public override bool IsOrdered => true;

    public override Operator OnLane(OperatorContext context, OperatorInput next) => new WindowCollector(node, context, checksLateness: true);

    public override Operator InMergeStage(OperatorContext context, IReadOnlyList<Operator> lanes, OperatorInput next) => new WindowOperator(
        node, Section, number, isBelowState, lanes.Cast<WindowCollector>(), takesRows: Placement.HasFlag(Placement.Merged), context, next);
}
