using System.Runtime.CompilerServices;

namespace Sensorium.Core;

/// <summary>
/// One field of a batch: values beside a validity bitmap, as Arrow lays them out. A column is filled by one thread, then read by many.
/// The arrays may be longer than the batch; rows from <see cref="Batch.Count"/> on are undefined.
/// </summary>
public abstract class Column(TypeKind type)
{
    public TypeKind Type { get; } = type;

    /// <summary>Whether any row may be null. While false, <see cref="Validity"/> is undefined.</summary>
    public bool HasNulls { get; private set; }

    /// <summary>Bit i % 64 of word i / 64 is set where row i has a value.</summary>
    public ulong[] Validity { get; private set; } = [];

    public abstract int Capacity { get; }

    /// <summary>Makes room for <paramref name="rows"/> rows, keeping what is there.</summary>
    public abstract void EnsureCapacity(int rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsValid(int row) => !HasNulls || ((Validity[row >> 6] >> row) & 1) != 0;

    public void SetNull(int row)
    {
        if (!HasNulls || Validity.Length <= row >> 6)
        {
            StartNulls();
        }

        Validity[row >> 6] &= ~(1UL << row);
    }

    public void SetValid(int row)
    {
        if (HasNulls)
        {
            if (Validity.Length <= row >> 6)
            {
                StartNulls();
            }

            Validity[row >> 6] |= 1UL << row;
        }
    }

    /// <summary>Forgets the rows, so that the column can be filled again from row 0.</summary>
    public virtual void Clear() => HasNulls = false;

    /// <summary>Turns the bitmap on, every row valid that was not null before.</summary>
    public void StartNulls()
    {
        var words = (Math.Max(Capacity, 1) + 63) >> 6;
        var used = HasNulls ? Validity.Length : 0;
        if (Validity.Length < words)
        {
            var grown = new ulong[words];
            Validity.AsSpan(0, used).CopyTo(grown);
            Validity = grown;
        }

        Validity.AsSpan(used).Fill(ulong.MaxValue);
        HasNulls = true;
    }

    /// <summary>Copies one row of a column of the same type and class, validity included.</summary>
    public abstract void CopyRow(Column source, int sourceRow, int row);

    /// <summary>An empty column of the physical form that <paramref name="type"/> has.</summary>
    public static Column Create(TypeKind type, int capacity = 0) => type switch
    {
        TypeKind.Boolean => new Column<byte>(type, capacity),
        TypeKind.Integer or TypeKind.Date => new Column<int>(type, capacity),
        TypeKind.BigInt or TypeKind.Timestamp or TypeKind.Interval => new Column<long>(type, capacity),
        TypeKind.Double => new Column<double>(type, capacity),
        TypeKind.Point => new Column<GeoPoint>(type, capacity),
        TypeKind.Varchar or TypeKind.Binary => new TextColumn(type, capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
