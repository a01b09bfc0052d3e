using Sensorium.Core;
using Sensorium.Core.Numerics;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>SUM and AVG of doubles: exact, rounded once.</summary>
internal sealed class DoubleSumAccumulator(bool isAverage) : GroupAccumulator
{
    private readonly WideSums _wide = new();
    private readonly byte[] _bytes = new byte[ExactSum.MaxBytes];
    private ExactSum[] _sums = [];

    public override long Size => (_sums.Length * 32L) + _wide.Size;

    public override void EnsureGroups(int groups) => Array.Resize(ref _sums, Math.Max(groups, _sums.Length));

    public override void Add(Column? argument, ReadOnlySpan<int> groups, in RowOrder rows)
    {
        var source = (Column<double>)argument!;
        var (values, sums, wide) = (source.Values, _sums, _wide);
        for (var i = 0; i < groups.Length; i++)
        {
            if (source.IsValid(i))
            {
                sums[groups[i]].Add(values[i], wide);
            }
        }
    }

    public override void Merge(GroupAccumulator other, int from, int to)
    {
        var source = (DoubleSumAccumulator)other;
        _sums[to].Merge(in source._sums[from], source._wide, _wide);
    }

    public override bool Emit(int group, Column output, int row)
    {
        if (_sums[group].Count == 0)
        {
            output.SetNull(row);
        }
        else
        {
            ((Column<double>)output).Set(row, isAverage ? _sums[group].Average(_wide) : _sums[group].Sum(_wide));
        }

        return true;
    }

    public override void Save(int group, StateWriter writer) => writer.Bytes(_bytes.AsSpan(0, _sums[group].WriteTo(_bytes, _wide)));

    public override void Load(int group, ref StateReader reader)
    {
        var bytes = reader.Bytes();
        _sums[group] = ExactSum.ReadFrom(ref bytes, _wide);
    }
}
