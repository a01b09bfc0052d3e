using Sensorium.Core;
using Sensorium.Core.Numerics;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>SUM and AVG of integers. 128 bits hold the sum of more rows than there can be; only the result may not fit.</summary>
internal sealed class IntegerSumAccumulator(bool isAverage) : GroupAccumulator
{
    private Int128[] _sums = [];
    private long[] _counts = [];

    public override long Size => _counts.Length * 24L;

    public override void EnsureGroups(int groups)
    {
        Array.Resize(ref _sums, Math.Max(groups, _sums.Length));
        Array.Resize(ref _counts, Math.Max(groups, _counts.Length));
    }

    public override void Add(Column? argument, ReadOnlySpan<int> groups, in RowOrder rows)
    {
        if (argument is Column<int> integers)
        {
            for (var i = 0; i < groups.Length; i++)
            {
                if (integers.IsValid(i))
                {
                    _sums[groups[i]] += integers.Values[i];
                    _counts[groups[i]]++;
                }
            }

            return;
        }

        var longs = (Column<long>)argument!;
        for (var i = 0; i < groups.Length; i++)
        {
            if (longs.IsValid(i))
            {
                _sums[groups[i]] += longs.Values[i];
                _counts[groups[i]]++;
            }
        }
    }

    public override void Merge(GroupAccumulator other, int from, int to)
    {
        var source = (IntegerSumAccumulator)other;
        _sums[to] += source._sums[from];
        _counts[to] += source._counts[from];
    }

    public override bool Emit(int group, Column output, int row)
    {
        if (_counts[group] == 0)
        {
            output.SetNull(row);
            return true;
        }

        if (isAverage)
        {
            ((Column<double>)output).Set(row, Rational.Nearest(_sums[group], _counts[group]));
            return true;
        }

        var fits = _sums[group] >= long.MinValue && _sums[group] <= long.MaxValue;
        ((Column<long>)output).Set(row, fits ? (long)_sums[group] : 0);
        return fits;
    }

    public override void Save(int group, StateWriter writer)
    {
        writer.Long((long)(ulong)(UInt128)_sums[group]);
        writer.Long((long)(_sums[group] >> 64));
        writer.Long(_counts[group]);
    }

    public override void Load(int group, ref StateReader reader)
    {
        var low = (ulong)reader.Long();
        _sums[group] = ((Int128)reader.Long() << 64) | low;
        _counts[group] = reader.Long();
    }
}
