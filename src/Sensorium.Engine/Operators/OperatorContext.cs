using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>What the operators of one lane, or of the merge stage, share.</summary>
/// <param name="Streams">Names of the pipeline's inputs.</param>
/// <param name="Outputs">Takes dropped rows.</param>
/// <param name="Records">Counts what has become of records.</param>
/// <param name="PartitionsOf">How many partitions a stream has.</param>
internal sealed record OperatorContext(
    IReadOnlyList<string> Streams, LaneOutputs Outputs, RecordAccount Records, Func<StreamDefinition, int> PartitionsOf);
