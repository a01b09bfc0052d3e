using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sensorium.Core.Numerics;

/// <summary>
/// The exact sum of doubles, rounded once: the same bits in any order of adding and merging. Two doubles hold the sum without error as
/// long as 106 bits suffice, which they do for what sensors send; what does not fit goes into a list of exact remainders. NaN and
/// infinities are counted apart.
/// </summary>
/// <remarks>Error-free transformation: D. E. Knuth, TAOCP 2, 4.2.2, theorem B.</remarks>
public struct ExactSum
{
    private double _high;
    private double _low;
    private List<double>? _rest;
    private int _nan;
    private int _positiveInfinity;
    private int _negativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        var sum = _high + value;
        var part = sum - _high;
        var error = (_high - (sum - part)) + (value - part);
        var low = _low + error;
        var lowPart = low - _low;
        var lost = (_low - (low - lowPart)) + (error - lowPart);

        // Finite and nothing lost: one comparison, since NaN and infinity make `lost` NaN.
        if (lost == 0)
        {
            _high = sum;
            _low = low;
        }
        else
        {
            AddSlow(value, sum, low, lost);
        }
    }

    public void Merge(in ExactSum other)
    {
        Add(other._high);
        Add(other._low);
        if (other._rest is { } rest)
        {
            foreach (var value in rest)
            {
                Add(value);
            }
        }

        _nan += other._nan;
        _positiveInfinity += other._positiveInfinity;
        _negativeInfinity += other._negativeInfinity;
    }

    /// <summary>The sum divided by <paramref name="count"/> ≥ 1, rounded once, ties to even.</summary>
    public readonly double Round(long count = 1)
    {
        if (_nan > 0 || (_positiveInfinity > 0 && _negativeInfinity > 0))
        {
            return double.NaN;
        }

        if (_positiveInfinity > 0 || _negativeInfinity > 0)
        {
            return _positiveInfinity > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        }

        if (_rest is null && (count == 1 || (_low == 0 && count <= 1L << 53)))
        {
            // The nearest double to high + low is their rounded sum; one division of exact operands rounds once.
            return (_high + _low) / count;
        }

        var numerator = Scaled(_high) + Scaled(_low);
        foreach (var value in _rest ?? [])
        {
            numerator += Scaled(value);
        }

        return Rational.Nearest(numerator, (BigInteger)count << Scale);
    }

    /// <summary>The parts, for a checkpoint: their exact sum is the sum.</summary>
    public readonly IReadOnlyList<double> Parts()
    {
        List<double> parts = [_high, _low, .. _rest ?? []];
        parts.AddRange(Enumerable.Repeat(double.NaN, Math.Min(_nan, 1)));
        parts.AddRange(Enumerable.Repeat(double.PositiveInfinity, Math.Min(_positiveInfinity, 1)));
        parts.AddRange(Enumerable.Repeat(double.NegativeInfinity, Math.Min(_negativeInfinity, 1)));
        return parts;
    }

    private const int Scale = 1074;

    private static BigInteger Scaled(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        var magnitude = exponent == 0 ? mantissa : (BigInteger)(mantissa | (1L << 52)) << (exponent - 1);
        return bits < 0 ? -magnitude : magnitude;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSlow(double value, double sum, double low, double lost)
    {
        if (double.IsNaN(value))
        {
            _nan++;
        }
        else if (double.IsInfinity(value))
        {
            _positiveInfinity += value > 0 ? 1 : 0;
            _negativeInfinity += value < 0 ? 1 : 0;
        }
        else if (double.IsFinite(lost) && double.IsFinite(sum) && double.IsFinite(low))
        {
            (_high, _low) = (sum, low);
            Spill(lost);
        }
        else
        {
            Spill(value);
        }
    }

    /// <summary>Keeps the list short: a list of non-overlapping doubles has at most 40 entries.</summary>
    private void Spill(double value)
    {
        _rest ??= [];
        var kept = 0;
        for (var i = 0; i < _rest.Count; i++)
        {
            var other = _rest[i];
            var sum = value + other;
            if (!double.IsFinite(sum))
            {
                _rest[kept++] = other;
                continue;
            }

            var part = sum - value;
            var error = (value - (sum - part)) + (other - part);
            if (error != 0)
            {
                _rest[kept++] = error;
            }

            value = sum;
        }

        _rest.RemoveRange(kept, _rest.Count - kept);
        _rest.Add(value);
    }
}
