using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>COUNT(*) and COUNT(x).</summary>
internal sealed class CountAccumulator : GroupAccumulator
{
    private long[] _counts = [];

    public override long Size => _counts.Length * 8L;

    public override void EnsureGroups(int groups) => Array.Resize(ref _counts, Math.Max(groups, _counts.Length));

    public override void Add(Column? argument, ReadOnlySpan<int> groups, in RowOrder rows)
    {
        var counts = _counts;
        if (argument is null || !argument.HasNulls)
        {
            foreach (var group in groups)
            {
                counts[group]++;
            }

            return;
        }

        for (var i = 0; i < groups.Length; i++)
        {
            counts[groups[i]] += argument.IsValid(i) ? 1 : 0;
        }
    }

    public override void Merge(GroupAccumulator other, int from, int to) => _counts[to] += ((CountAccumulator)other)._counts[from];

    public override bool Emit(int group, Column output, int row)
    {
        ((Column<long>)output).Set(row, _counts[group]);
        return true;
    }

    public override void Save(int group, StateWriter writer) => writer.Long(_counts[group]);

    public override void Load(int group, ref StateReader reader) => _counts[group] = reader.Long();
}
