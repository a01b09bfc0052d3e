using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>
/// A step of a physical plan: where it runs, and the operators that run it. Each kind of operator has a node in its own folder, and one
/// line in the planner.
/// </summary>
/// <param name="id">
/// Its number in topological order. The same plan gives the same numbers, so a checkpoint names state by them: <see cref="Section"/>.
/// </param>
/// <param name="logical">The step of the logical plan; of an exchange, the one whose rows it takes.</param>
internal abstract class PhysicalNode(int id, PlanNode logical, IReadOnlyList<PhysicalNode> inputs)
{
    public int Id { get; } = id;

    public PlanNode Logical { get; } = logical;

    public IReadOnlyList<PhysicalNode> Inputs { get; } = inputs;

    /// <summary>Name of the node's sections in a checkpoint.</summary>
    public string Section => $"node/{Id}";

    /// <summary>Where rows come to the node.</summary>
    public virtual Placement Placement => Inputs.Aggregate(default(Placement), (all, input) => all | input.Leaves);

    /// <summary>Whether the node collects what comes on the lanes and passes it on in the merge stage.</summary>
    public virtual bool IsExchange => false;

    /// <summary>Where the node's own rows go on.</summary>
    public Placement Leaves => IsExchange ? Placement.Merged : Placement;

    /// <summary>Whether its rows come in an order that depends on the streams alone, not on lanes and batches.</summary>
    public virtual bool IsOrdered => Inputs is [var only] && only.IsOrdered;

    /// <summary>The operator of one lane. Only where rows come on lanes.</summary>
    /// <param name="next">Takes its rows; of an exchange nothing goes on there.</param>
    public abstract Operator OnLane(OperatorContext context, OperatorInput next);

    /// <summary>The operator of the merge stage. Only where rows come to it or leave an exchange.</summary>
    /// <param name="lanes">What <see cref="OnLane"/> made for each lane; empty where no rows come on lanes.</param>
    public abstract Operator InMergeStage(OperatorContext context, IReadOnlyList<Operator> lanes, OperatorInput next);
}
