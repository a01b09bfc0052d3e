using Sensorium.Core.Sinks;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Execution;

/// <summary>How far a sink of a pipeline is committed.</summary>
internal sealed class SinkProgress(ISink sink)
{
    public ISink Sink { get; } = sink;

    /// <summary>The newest epoch that had rows for this sink; 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>The one with rows before that.</summary>
    public long EpochBefore { get; private set; }

    /// <summary>The rows of <see cref="Epoch"/> as the sink has staged them; empty once they are committed.</summary>
    public IReadOnlyList<byte[]> Staged { get; private set; } = [];

    /// <summary>The rows of an epoch are staged. They are committed once the checkpoint lists them.</summary>
    public void Stage(long epoch, byte[]? staged)
    {
        (EpochBefore, Epoch) = (Epoch, epoch);
        Staged = staged is null ? [] : [staged];
    }

    public void Committed() => Staged = [];

    /// <summary>Whether a sink that has committed <paramref name="epoch"/> agrees with the checkpoint: a crash may lie between the two.</summary>
    public bool Agrees(long epoch) => epoch == Epoch || (Staged.Count > 0 && epoch == EpochBefore);

    public void Save(StateWriter writer)
    {
        writer.Long(Epoch);
        writer.Long(EpochBefore);
        writer.Int(Staged.Count);
        foreach (var staged in Staged)
        {
            writer.Bytes(staged);
        }
    }

    public void Load(ref StateReader reader)
    {
        (Epoch, EpochBefore) = (reader.Long(), reader.Long());
        var staged = new byte[reader.Int()][];
        for (var i = 0; i < staged.Length; i++)
        {
            staged[i] = reader.Bytes().ToArray();
        }

        Staged = staged;
    }
}
