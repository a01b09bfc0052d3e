using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Operators;
using Sensorium.Engine.Operators.Output;
using Sensorium.Engine.Operators.Partition;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// The part of a pipeline that sees the rows of all lanes: its operators take what the lanes have collected, hear the watermark, and push
/// what comes of it to the output. Works between rounds, alone.
/// </summary>
internal sealed class MergeStage
{
    private readonly PhysicalPlan _plan;
    private readonly LaneOutputs _outputs;
    private readonly Operator?[] _operators;
    private readonly long[] _watermarks;

    /// <param name="partitionsOf">How many partitions a stream has.</param>
    public MergeStage(PipelineSpec pipeline, IReadOnlyList<Lane> lanes, Func<StreamDefinition, int> partitionsOf)
    {
        _plan = pipeline.Plan;
        List<string> streams = [.. _plan.Streams.Select(input => input.Stream.Name)];
        _outputs = new(streams);
        Records = new(streams.Count);
        Output = new(pipeline.Schema, Records);
        var end = PartitionOperator.Before(pipeline.Table, pipeline.Span, _outputs, new(Output));
        _operators = _plan.InMergeStage(new(streams, _outputs, Records, partitionsOf), end, [.. lanes.Select(lane => lane.Operators)]);
        _watermarks = new long[_operators.Length];
    }

    public OutputOperator Output { get; }

    /// <summary>What has become of records above the lanes.</summary>
    public RecordAccount Records { get; }

    /// <summary>Rows that failed above the lanes.</summary>
    public RecordOutput Rejected => _outputs.Rejected;

    public CauseCounts Causes => _outputs.Causes;

    /// <summary>Of windows, waiting rows and remembered keys, in bytes.</summary>
    public long StateSize => _operators.Sum(made => made?.Size ?? 0);

    /// <summary>Takes what the lanes have collected, and does what the watermark makes due: in topological order, each node after its inputs.</summary>
    /// <param name="watermark">Of the rows on the lanes, in microseconds.</param>
    public void Advance(long watermark)
    {
        for (var id = 0; id < _operators.Length; id++)
        {
            var least = watermark;
            if (_operators[id] is { } made)
            {
                var inputs = _plan.Nodes[id].Inputs;
                least = long.MaxValue;
                for (var i = 0; i < inputs.Count; i++)
                {
                    least = Math.Min(least, _watermarks[inputs[i].Id]);
                }

                least = made.OnWatermark(least);
            }

            _watermarks[id] = least;
        }
    }

    /// <summary>Adds what has changed since the last call.</summary>
    public void Save(List<CheckpointChange> changes)
    {
        foreach (var made in _operators)
        {
            made?.Save(changes);
        }
    }

    public void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        foreach (var made in _operators)
        {
            made?.Load(sections);
        }
    }
}
