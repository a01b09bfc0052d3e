using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>A predicate as one loop. Holds no state; the delegate is called once a batch.</summary>
internal sealed class CompiledFilter(CompiledFilter.Loop loop)
{
    internal delegate int Loop(Batch input, int[]? selection, int count, int[] selected, RowFaults faults, TextArena arena);

    /// <summary>Puts the rows for which the predicate is true into <paramref name="selected"/>, in order; faults are by row of the batch.</summary>
    /// <returns>How many there are.</returns>
    public int Select(Batch input, int[]? selection, int count, int[] selected, RowFaults faults, TextArena arena) =>
        loop(input, selection, count, selected, faults, arena);
}
