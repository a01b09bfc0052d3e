using System.Runtime.CompilerServices;
using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>MIN and MAX of fixed-width types, by the total order: −0 below +0, NaN above all.</summary>
internal sealed class ExtremeAccumulator<T>(bool isMax) : GroupAccumulator
    where T : unmanaged, IComparable<T>
{
    private T[] _values = [];
    private bool[] _present = [];

    public override long Size => _values.Length * (Unsafe.SizeOf<T>() + 1L);

    public override void EnsureGroups(int groups)
    {
        Array.Resize(ref _values, Math.Max(groups, _values.Length));
        Array.Resize(ref _present, Math.Max(groups, _present.Length));
    }

    public override void Add(Column? argument, ReadOnlySpan<int> groups, in RowOrder rows)
    {
        var source = (Column<T>)argument!;
        var values = source.Values;
        for (var i = 0; i < groups.Length; i++)
        {
            if (source.IsValid(i))
            {
                Take(groups[i], values[i]);
            }
        }
    }

    public override void Merge(GroupAccumulator other, int from, int to)
    {
        var source = (ExtremeAccumulator<T>)other;
        if (source._present[from])
        {
            Take(to, source._values[from]);
        }
    }

    public override bool Emit(int group, Column output, int row)
    {
        if (_present[group])
        {
            ((Column<T>)output).Set(row, _values[group]);
        }
        else
        {
            output.SetNull(row);
        }

        return true;
    }

    public override void Save(int group, StateWriter writer)
    {
        writer.Byte(_present[group] ? (byte)1 : (byte)0);
        Unsafe.WriteUnaligned(ref writer.Room(Unsafe.SizeOf<T>())[0], _values[group]);
    }

    public override void Load(int group, ref StateReader reader)
    {
        _present[group] = reader.Byte() != 0;
        _values[group] = Unsafe.ReadUnaligned<T>(in reader.Take(Unsafe.SizeOf<T>())[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(int group, T value)
    {
        if (!_present[group])
        {
            _present[group] = true;
            _values[group] = value;
        }
        else if (isMax ? IsLess(_values[group], value) : IsLess(value, _values[group]))
        {
            _values[group] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLess(T left, T right)
    {
        if (typeof(T) == typeof(double))
        {
            var (a, b) = (Unsafe.BitCast<T, double>(left), Unsafe.BitCast<T, double>(right));
            return a < b || (!(a > b) && TotalOrder(a) < TotalOrder(b));
        }

        return left.CompareTo(right) < 0;
    }

    private static long TotalOrder(double value)
    {
        if (double.IsNaN(value))
        {
            return long.MaxValue;
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }
}
