using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>MIN and MAX of text and bytes, by bytes.</summary>
internal sealed class TextExtremeAccumulator(bool isMax) : GroupAccumulator
{
    private byte[]?[] _values = [];
    private long _bytes;

    public override long Size => (_values.Length * 8L) + _bytes;

    public override void EnsureGroups(int groups) => Array.Resize(ref _values, Math.Max(groups, _values.Length));

    public override void Add(Column? argument, ReadOnlySpan<int> groups, in RowOrder rows)
    {
        var source = (TextColumn)argument!;
        for (var i = 0; i < groups.Length; i++)
        {
            if (source.IsValid(i))
            {
                Take(groups[i], source[i].Span);
            }
        }
    }

    public override void Merge(GroupAccumulator other, int from, int to)
    {
        if (((TextExtremeAccumulator)other)._values[from] is { } value)
        {
            Take(to, value);
        }
    }

    public override bool Emit(int group, Column output, int row)
    {
        if (_values[group] is { } value)
        {
            ((TextColumn)output).Set(row, value);
        }
        else
        {
            output.SetNull(row);
        }

        return true;
    }

    public override void Save(int group, StateWriter writer)
    {
        writer.Byte(_values[group] is null ? (byte)0 : (byte)1);
        writer.Bytes(_values[group]);
    }

    public override void Load(int group, ref StateReader reader)
    {
        var present = reader.Byte() != 0;
        var value = reader.Bytes();
        _values[group] = present ? value.ToArray() : null;
    }

    private void Take(int group, ReadOnlySpan<byte> value)
    {
        var current = _values[group];
        var order = current is null ? 0 : value.SequenceCompareTo(current);
        if (current is null || (isMax ? order > 0 : order < 0))
        {
            _bytes += value.Length - (current?.Length ?? 0);
            _values[group] = value.ToArray();
        }
    }
}
