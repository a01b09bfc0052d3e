using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>An expression as one loop. Holds no state; the delegate is called once a batch.</summary>
internal sealed class CompiledProjection(CompiledProjection.Loop loop)
{
    internal delegate void Loop(Batch input, int[]? selection, int count, Column output, RowFaults faults, TextArena arena);

    /// <summary>Row i of the cleared <paramref name="output"/>, which has the room, becomes the value for the i-th selected row; faults are by row of the output.</summary>
    public void Evaluate(Batch input, int[]? selection, int count, Column output, RowFaults faults, TextArena arena) =>
        loop(input, selection, count, output, faults, arena);
}
