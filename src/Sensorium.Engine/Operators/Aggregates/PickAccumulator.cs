using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>FIRST and LAST: the value, null or not, of the row that is first or last in the order of <see cref="RowStamp"/>.</summary>
internal sealed class PickAccumulator(TypeKind type, bool isLast) : GroupAccumulator
{
    private readonly GroupValues _values = new(type);
    private RowStamp[] _stamps = [];
    private bool[] _present = [];

    public override long Size => (_stamps.Length * 33L) + _values.Size;

    public override void EnsureGroups(int groups)
    {
        Array.Resize(ref _stamps, Math.Max(groups, _stamps.Length));
        Array.Resize(ref _present, Math.Max(groups, _present.Length));
        _values.EnsureGroups(groups);
    }

    public override void Add(Column? argument, ReadOnlySpan<int> groups, in RowOrder rows)
    {
        for (var i = 0; i < groups.Length; i++)
        {
            if (Takes(groups[i], rows[i]))
            {
                _values.Set(groups[i], argument!, i);
            }
        }
    }

    public override void Merge(GroupAccumulator other, int from, int to)
    {
        var source = (PickAccumulator)other;
        if (source._present[from] && Takes(to, source._stamps[from]))
        {
            _values.Set(to, source._values, from);
        }
    }

    public override bool Emit(int group, Column output, int row)
    {
        _values.Emit(group, output, row);
        return true;
    }

    public override void Save(int group, StateWriter writer)
    {
        writer.Byte(_present[group] ? (byte)1 : (byte)0);
        writer.Long(_stamps[group].EventTime);
        writer.Int(_stamps[group].Partition);
        writer.Long(_stamps[group].Offset);
        writer.Int(_stamps[group].Input);
        writer.Int(_stamps[group].Branch);
        _values.Save(group, writer);
    }

    public override void Load(int group, ref StateReader reader)
    {
        _present[group] = reader.Byte() != 0;
        _stamps[group] = new(reader.Long(), reader.Int(), reader.Long(), reader.Int(), reader.Int());
        _values.Load(group, ref reader);
    }

    private bool Takes(int group, RowStamp stamp)
    {
        if (_present[group])
        {
            var order = stamp.CompareTo(_stamps[group]);
            if (isLast ? order <= 0 : order >= 0)
            {
                return false;
            }
        }

        _present[group] = true;
        _stamps[group] = stamp;
        return true;
    }
}
