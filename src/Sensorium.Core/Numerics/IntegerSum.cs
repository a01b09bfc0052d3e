namespace Sensorium.Core.Numerics;

/// <summary>The sum of 64-bit integers in 128 bits, which 2⁶³ of them cannot overflow. Default is the empty sum.</summary>
public struct IntegerSum
{
    private Int128 _sum;

    /// <summary>Values added.</summary>
    public long Count { get; private set; }

    public void Add(long value)
    {
        _sum += value;
        Count++;
    }

    public void Merge(in IntegerSum other)
    {
        _sum += other._sum;
        Count += other.Count;
    }

    /// <summary>The sum, if it is a BIGINT.</summary>
    public readonly bool TryGetSum(out long sum)
    {
        sum = unchecked((long)_sum);
        return sum == _sum;
    }

    /// <summary>The exact sum divided by the count, rounded once to the nearest double, ties to even; NaN for no values.</summary>
    public readonly double Average()
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        var magnitude = (UInt128)Int128.Abs(_sum);
        Span<ulong> limbs = [0, 0, (ulong)magnitude, (ulong)(magnitude >> 64)];
        var rest = FixedPoint.Divide(limbs, (ulong)Count) != 0;
        return FixedPoint.Round(_sum < 0, limbs, -128, rest);
    }
}
