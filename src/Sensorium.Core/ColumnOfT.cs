namespace Sensorium.Core;

/// <summary>A column of fixed-width values. The array is pinned, so that vector kernels and DuckDB may hold its address.</summary>
public sealed class Column<T>(TypeKind type, int capacity = 0) : Column(type)
    where T : unmanaged
{
    public T[] Values { get; private set; } = GC.AllocateUninitializedArray<T>(capacity, pinned: true);

    public override int Capacity => Values.Length;

    public override void EnsureCapacity(int rows)
    {
        if (rows <= Values.Length)
        {
            return;
        }

        var grown = GC.AllocateUninitializedArray<T>(Math.Max(rows, Values.Length * 2), pinned: true);
        Values.AsSpan().CopyTo(grown);
        Values = grown;
        if (HasNulls)
        {
            StartNulls();
        }
    }

    public void Set(int row, T value)
    {
        Values[row] = value;
        SetValid(row);
    }

    public override void CopyRow(Column source, int sourceRow, int row)
    {
        if (source.IsValid(sourceRow))
        {
            Set(row, ((Column<T>)source).Values[sourceRow]);
        }
        else
        {
            Values[row] = default;
            SetNull(row);
        }
    }
}
