using Sensorium.Core;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>
/// Group numbers by key: 0, 1, 2 … in order of first sight. A single dictionary-coded key takes one array look-up a row; any other key is
/// compared as bytes.
/// </summary>
internal sealed class GroupKeys
{
    private readonly StateWriter _key = new();
    private TextDictionary _numbers = new();
    private TextDictionary? _coded;
    private int[] _numberByCode = [];

    public int Count => _numbers.Count;

    public long Size => _numbers.Size;

    /// <summary>The key's bytes, as <see cref="ColumnState.SaveValue"/> writes each value in turn.</summary>
    public ReadOnlySpan<byte> this[int group] => _numbers[group].Span;

    public int GetOrAdd(ReadOnlySpan<byte> key) => _numbers.GetOrAdd(key);

    /// <summary>Numbers the groups of <paramref name="count"/> dense rows.</summary>
    public void Assign(Column[] keys, int count, int[] groups)
    {
        if (keys is [TextColumn { IsCoded: true, HasNulls: false } coded])
        {
            AssignCoded(coded, count, groups);
            return;
        }

        if (keys.Length == 0)
        {
            groups.AsSpan(0, count).Fill(_numbers.GetOrAdd([]));
            return;
        }

        for (var row = 0; row < count; row++)
        {
            groups[row] = Number(keys, row);
        }
    }

    /// <summary>Forgets all keys but those marked, and says which number each of them has now.</summary>
    public int[] Compact(ReadOnlySpan<bool> used)
    {
        var renumbered = new int[_numbers.Count];
        var numbers = new TextDictionary();
        for (var group = 0; group < renumbered.Length; group++)
        {
            renumbered[group] = group < used.Length && used[group] ? numbers.GetOrAdd(_numbers[group].Span) : -1;
        }

        _numbers = numbers;
        _coded = null;
        return renumbered;
    }

    private void AssignCoded(TextColumn keys, int count, int[] groups)
    {
        if (!ReferenceEquals(_coded, keys.Dictionary))
        {
            _coded = keys.Dictionary;
            Array.Fill(_numberByCode, -1);
        }

        if (_numberByCode.Length < _coded!.Count)
        {
            var known = _numberByCode.Length;
            Array.Resize(ref _numberByCode, Math.Max(_coded.Count, known * 2));
            _numberByCode.AsSpan(known).Fill(-1);
        }

        var (codes, numbers) = (keys.Codes, _numberByCode);
        Column[]? columns = null;
        for (var row = 0; row < count; row++)
        {
            var number = numbers[codes[row]];
            if (number < 0)
            {
                numbers[codes[row]] = number = Number(columns ??= [keys], row);
            }

            groups[row] = number;
        }
    }

    private int Number(Column[] keys, int row)
    {
        _key.Clear();
        foreach (var column in keys)
        {
            ColumnState.SaveValue(column, row, _key);
        }

        return _numbers.GetOrAdd(_key.Written.Span);
    }
}
