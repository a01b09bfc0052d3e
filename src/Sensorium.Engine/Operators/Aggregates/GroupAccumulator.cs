using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>One aggregate's state in one pane: a dense array by group. Merges without order.</summary>
internal abstract class GroupAccumulator
{
    /// <summary>In bytes, for the state budget.</summary>
    public abstract long Size { get; }

    /// <summary>Makes room; new groups are empty.</summary>
    public abstract void EnsureGroups(int groups);

    /// <summary>Takes rows in.</summary>
    /// <param name="argument">Row i of it belongs to <paramref name="groups"/>[i]; null for COUNT(*).</param>
    /// <param name="rows">Tells (event time, partition, position) of row i, for first and last.</param>
    public abstract void Add(Column? argument, ReadOnlySpan<int> groups, in RowOrder rows);

    /// <summary>Merges group <paramref name="from"/> of another column of the same aggregate into group <paramref name="to"/>.</summary>
    public abstract void Merge(GroupAccumulator other, int from, int to);

    /// <summary>Writes a group's result as row <paramref name="row"/>.</summary>
    /// <returns>False where the result does not fit its type.</returns>
    public abstract bool Emit(int group, Column output, int row);

    public abstract void Save(int group, StateWriter writer);

    public abstract void Load(int group, ref StateReader reader);
}
