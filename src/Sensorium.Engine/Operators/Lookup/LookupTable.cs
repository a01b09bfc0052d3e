using Sensorium.Core;

namespace Sensorium.Engine.Operators.Lookup;

/// <summary>
/// One version of a reference table by the keys it is joined on. Built once for a pipeline and then only read, by all of its lanes.
/// </summary>
internal sealed class LookupTable
{
    private readonly TextDictionary _keys = new();
    private readonly List<int> _first = [];
    private readonly int[] _next;

    public LookupTable(Batch reference, IReadOnlyList<int> keys)
    {
        var count = reference.Count;
        Rows = new(reference.Schema, count + 1);
        _next = new int[count];
        for (var row = 0; row < count; row++)
        {
            Rows.AppendRow(reference, row);
        }

        foreach (var column in Rows.Columns)
        {
            column.SetNull(NullRow);
        }

        var key = new RowKey();
        Column[] columns = [.. keys.Select(index => Rows.Columns[index])];

        // From the end, so that the rows of a key come in the file's order.
        for (var row = count - 1; row >= 0; row--)
        {
            _next[row] = -1;
            if (!key.TryEquate(columns, row, out var bytes))
            {
                continue;
            }

            var code = _keys.GetOrAdd(bytes);
            if (code == _first.Count)
            {
                _first.Add(row);
            }
            else
            {
                _next[row] = _first[code];
                _first[code] = row;
                IsUnique = false;
            }
        }
    }

    /// <summary>The reference's rows, and behind them one of nulls for rows without a partner.</summary>
    public Batch Rows { get; }

    public int NullRow => Rows.Count;

    /// <summary>Whether no two rows have the same key.</summary>
    public bool IsUnique { get; } = true;

    /// <summary>The first row with that key, or −1.</summary>
    public int Find(ReadOnlySpan<byte> key) => _keys.Find(key) is var code and >= 0 ? _first[code] : -1;

    /// <summary>The next row with the key of <paramref name="row"/>, or −1.</summary>
    public int Next(int row) => _next[row];
}
