using Sensorium.Core;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>One value of any type by group, replaceable: fixed-width values in a column, text as an array each.</summary>
internal sealed class GroupValues
{
    private readonly Column? _fixed;
    private byte[]?[] _texts = [];
    private long _bytes;
    private int _groups;

    public GroupValues(TypeKind type)
    {
        if (type is not (TypeKind.Varchar or TypeKind.Binary))
        {
            _fixed = Column.Create(type);
            _fixed.StartNulls();
        }
    }

    public long Size => (_groups * 16L) + _bytes;

    public void EnsureGroups(int groups)
    {
        if (groups <= _groups)
        {
            return;
        }

        if (_fixed is null)
        {
            Array.Resize(ref _texts, groups);
        }
        else
        {
            _fixed.EnsureCapacity(groups);
            for (var group = _groups; group < groups; group++)
            {
                _fixed.SetNull(group);
            }
        }

        _groups = groups;
    }

    public void Set(int group, Column source, int row)
    {
        if (_fixed is null)
        {
            SetText(group, source.IsValid(row) ? ((TextColumn)source)[row].Span.ToArray() : null);
        }
        else
        {
            _fixed.CopyRow(source, row, group);
        }
    }

    public void Set(int group, GroupValues source, int from)
    {
        if (_fixed is null)
        {
            SetText(group, source._texts[from]);
        }
        else
        {
            _fixed.CopyRow(source._fixed!, from, group);
        }
    }

    public void Emit(int group, Column output, int row)
    {
        if (_fixed is not null)
        {
            output.CopyRow(_fixed, group, row);
        }
        else if (_texts[group] is { } text)
        {
            ((TextColumn)output).Set(row, text);
        }
        else
        {
            output.SetNull(row);
        }
    }

    public void Save(int group, StateWriter writer)
    {
        if (_fixed is not null)
        {
            ColumnState.SaveValue(_fixed, group, writer);
            return;
        }

        writer.Byte(_texts[group] is null ? (byte)0 : (byte)1);
        writer.Bytes(_texts[group]);
    }

    public void Load(int group, ref StateReader reader)
    {
        if (_fixed is not null)
        {
            ColumnState.LoadValue(_fixed, group, ref reader);
            return;
        }

        var present = reader.Byte() != 0;
        var bytes = reader.Bytes();
        SetText(group, present ? bytes.ToArray() : null);
    }

    private void SetText(int group, byte[]? text)
    {
        _bytes += (text?.Length ?? 0) - (_texts[group]?.Length ?? 0);
        _texts[group] = text;
    }
}
