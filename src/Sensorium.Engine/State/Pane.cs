using Sensorium.Core;

namespace Sensorium.Engine.State;

/// <summary>
/// The part of one or more windows that shares its rows: a slide's length of event time. Holds each aggregate as a dense array by group.
/// </summary>
internal sealed class Pane
{
    public Pane(PaneKey key, GroupAccumulator[] aggregates, int inputs)
    {
        Key = key;
        Aggregates = aggregates;
        Rows = new long[inputs][];
        for (var i = 0; i < inputs; i++)
        {
            Rows[i] = [];
        }
    }

    public PaneKey Key { get; }

    public GroupAccumulator[] Aggregates { get; }

    /// <summary>Rows by input and group; a group with none in any input is not in the pane.</summary>
    public long[][] Rows { get; }

    /// <summary>Records by input and group that are accounted here.</summary>
    public long[][] Records { get; set; } = [];

    /// <summary>What became of each group in the windows fired so far; see <see cref="WindowOutcome"/>.</summary>
    public WindowOutcome[] Outcomes { get; set; } = [];

    /// <summary>Groups from 64 × i on have changed since the last checkpoint where bit i % 64 of word i / 64 is set.</summary>
    public ulong[] Dirty { get; set; } = [];

    public int Capacity { get; private set; }

    public void EnsureGroups(int groups)
    {
        if (groups <= Capacity)
        {
            return;
        }

        var size = Math.Max(groups, Math.Max(64, Capacity * 2));
        for (var i = 0; i < Rows.Length; i++)
        {
            Rows[i] = Resized(Rows[i], size);
        }

        if (Records.Length == 0)
        {
            Records = new long[Rows.Length][];
            Array.Fill(Records, []);
        }

        for (var i = 0; i < Records.Length; i++)
        {
            Records[i] = Resized(Records[i], size);
        }

        Outcomes = Resized(Outcomes, size);
        Dirty = Resized(Dirty, (size + 4095) / 4096);
        foreach (var aggregate in Aggregates)
        {
            aggregate.EnsureGroups(size);
        }

        Capacity = size;
    }

    public bool Contains(int group)
    {
        foreach (var rows in Rows)
        {
            if (group < rows.Length && rows[group] != 0)
            {
                return true;
            }
        }

        return false;
    }

    public void MarkDirty(int group) => Dirty[group >> 12] |= 1UL << (group >> 6);

    public long Size => Aggregates.Sum(aggregate => aggregate.Size) + (Capacity * ((16L * Rows.Length) + 1));

    private static T[] Resized<T>(T[] array, int size)
    {
        Array.Resize(ref array, size);
        return array;
    }
}
