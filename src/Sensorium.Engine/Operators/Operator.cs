using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators;

/// <summary>
/// A step that rows are pushed through, a batch at a time. Belongs to one lane or to the merge stage, and runs on one thread at a time.
/// The rows it is given, and those it gives on, live until it returns.
/// </summary>
internal abstract class Operator
{
    /// <param name="input">Which of the node's inputs the rows come by, from 0.</param>
    public abstract void Process(int input, RowSet rows);

    /// <summary>On a lane: all paths of a block have processed its rows.</summary>
    public virtual void EndBlock(RowOrigins origins)
    {
    }

    /// <summary>
    /// In the merge stage, after the inputs: no row with an earlier event time comes any more. May pass rows on, and forget state.
    /// </summary>
    /// <param name="watermark">The least of the inputs' watermarks, in microseconds.</param>
    /// <returns>The watermark of the rows that the operator passes on from now on.</returns>
    public virtual long OnWatermark(long watermark) => watermark;

    /// <summary>Of its state, in bytes.</summary>
    public virtual long Size => 0;

    /// <summary>Adds what has changed since the last call, in sections named after the node.</summary>
    public virtual void Save(List<CheckpointChange> changes)
    {
    }

    public virtual void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
    }
}
