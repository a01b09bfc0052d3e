using Sensorium.Core;
using Sensorium.Core.Numerics;
using Sensorium.Pipelines.Checkpoints;

namespace Sensorium.Pipelines.State;

/// <summary>SUM and AVG of doubles: exact, rounded once.</summary>
internal sealed class DoubleSumColumn(bool isAverage) : AggregateColumn
{
    private ExactSum[] _sums = [];
    private long[] _counts = [];

    public override long Size => _counts.Length * 48L;

    public override void EnsureGroups(int groups)
    {
        Array.Resize(ref _sums, Math.Max(groups, _sums.Length));
        Array.Resize(ref _counts, Math.Max(groups, _counts.Length));
    }

    public override void Add(Column? argument, ReadOnlySpan<int> groups, in RowOrder rows)
    {
        var source = (Column<double>)argument!;
        var (values, sums, counts) = (source.Values, _sums, _counts);
        for (var i = 0; i < groups.Length; i++)
        {
            if (source.IsValid(i))
            {
                sums[groups[i]].Add(values[i]);
                counts[groups[i]]++;
            }
        }
    }

    public override void Merge(AggregateColumn other, int from, int to)
    {
        var source = (DoubleSumColumn)other;
        _sums[to].Merge(source._sums[from]);
        _counts[to] += source._counts[from];
    }

    public override bool Emit(int group, Column output, int row)
    {
        if (_counts[group] == 0)
        {
            output.SetNull(row);
        }
        else
        {
            ((Column<double>)output).Set(row, _sums[group].Round(isAverage ? _counts[group] : 1));
        }

        return true;
    }

    public override void Save(int group, StateWriter writer)
    {
        writer.Long(_counts[group]);
        var parts = _sums[group].Parts();
        writer.Int(parts.Count);
        foreach (var part in parts)
        {
            writer.Double(part);
        }
    }

    public override void Load(int group, ref StateReader reader)
    {
        _counts[group] = reader.Long();
        var sum = default(ExactSum);
        for (var parts = reader.Int(); parts > 0; parts--)
        {
            sum.Add(reader.Double());
        }

        _sums[group] = sum;
    }
}
