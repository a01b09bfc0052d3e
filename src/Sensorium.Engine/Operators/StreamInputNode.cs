using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>Where a stream's rows come in, on the lanes. No operator runs it: a lane pushes decoded rows to the one above.</summary>
internal sealed class StreamInputNode(int id, SourceNode source) : PhysicalNode(id, source, [])
{
    public StreamDefinition Stream => source.Stream;

    public override Placement Placement => Placement.Parallel;

    public override Operator OnLane(OperatorContext context, OperatorInput next) => throw new NotSupportedException();

    public override Operator InMergeStage(OperatorContext context, IReadOnlyList<Operator> lanes, OperatorInput next) =>
        throw new NotSupportedException();
}
