using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sensorium.Core.Numerics;

/// <summary>
/// Variance and standard deviation of doubles as the exactly rounded results of their exact sums, in any order and any grouping.
/// 96 bytes of state; default is empty. Adding costs three <see cref="ExactSum"/>s, reading some microseconds. Like a sum it belongs
/// to one <see cref="WideSums"/> and is never used on in two places.
/// </summary>
public struct ExactMoments
{
    /// <summary>Bytes that <see cref="WriteTo"/> needs at most.</summary>
    public const int MaxBytes = 3 * ExactSum.MaxBytes;

    /// <summary>2^−485: the square of anything smaller has bits below the smallest double.</summary>
    private const double Smallest = 1.0010415475915505E-146;

    /// <summary>2^511: the square of anything larger may be no double.</summary>
    private const double Largest = 6.7039039649712985E+153;

    private const int SumUnit = -1074;
    private const int SquareUnit = -2148;

    /// <summary>Bits of a quotient or root before it is rounded to a double.</summary>
    private const int Precision = 66;

    private ExactSum _sum;
    private ExactSum _squares;
    private ExactSum _rests;

    /// <summary>Values added.</summary>
    public readonly long Count => _sum.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value, WideSums wide)
    {
        _sum.Add(value, wide);
        if (Math.Abs(value) is >= Smallest and <= Largest)
        {
            // The square is exactly the sum of two doubles.
            var square = value * value;
            _squares.Add(square, wide);
            _rests.Add(Math.FusedMultiplyAdd(value, value, -square), wide);
        }
        else if (value != 0 && double.IsFinite(value))
        {
            _squares.AddExtremeSquare(value, wide);
        }
    }

    /// <summary>Adds the values of another, which stays as it is.</summary>
    public void Merge(in ExactMoments other, WideSums otherWide, WideSums wide)
    {
        _sum.Merge(other._sum, otherWide, wide);
        _squares.Merge(other._squares, otherWide, wide);
        _rests.Merge(other._rests, otherWide, wide);
    }

    /// <summary>
    /// Variance, rounded once. NaN where it has no value: no values, one value for a sample, NaN or an infinity among them.
    /// </summary>
    /// <param name="sample">Divides by count − 1 instead of count.</param>
    public readonly double Variance(bool sample, WideSums wide)
    {
        if (!HasValue(sample))
        {
            return double.NaN;
        }

        var (numerator, denominator) = Ratio(sample, wide);
        if (numerator.IsZero)
        {
            return 0;
        }

        var shift = Math.Max(0, Precision + (int)(denominator.GetBitLength() - numerator.GetBitLength()));
        var quotient = BigInteger.DivRem(numerator << shift, denominator, out var rest);
        return Round(quotient, SquareUnit - shift, !rest.IsZero);
    }

    /// <summary>Standard deviation, rounded once; NaN where <see cref="Variance"/> is.</summary>
    /// <param name="sample">Divides by count − 1 instead of count.</param>
    public readonly double Deviation(bool sample, WideSums wide)
    {
        if (!HasValue(sample))
        {
            return double.NaN;
        }

        var (numerator, denominator) = Ratio(sample, wide);
        if (numerator.IsZero)
        {
            return 0;
        }

        // An even shift, because the root halves it.
        var shift = Math.Max(0, (2 * Precision) + (int)(denominator.GetBitLength() - numerator.GetBitLength()));
        shift += shift & 1;
        var quotient = BigInteger.DivRem(numerator << shift, denominator, out var rest);
        var root = Root(quotient);
        return Round(root, (SquareUnit - shift) / 2, !rest.IsZero || root * root != quotient);
    }

    /// <summary>Empties the state and gives its places in the side table back.</summary>
    public void Clear(WideSums wide)
    {
        _sum.Clear(wide);
        _squares.Clear(wide);
        _rests.Clear(wide);
    }

    /// <summary>Writes the state; the same values give the same bytes, in whatever order they came.</summary>
    /// <returns>Bytes written, at most <see cref="MaxBytes"/>.</returns>
    public readonly int WriteTo(Span<byte> output, WideSums wide)
    {
        var length = _sum.WriteTo(output, wide);
        length += _squares.WriteTo(output[length..], wide);
        return length + _rests.WriteTo(output[length..], wide);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote and moves <paramref name="input"/> behind it.</summary>
    /// <exception cref="InvalidDataException">These are not the bytes of moments.</exception>
    public static ExactMoments ReadFrom(ref ReadOnlySpan<byte> input, WideSums wide) => new()
    {
        _sum = ExactSum.ReadFrom(ref input, wide),
        _squares = ExactSum.ReadFrom(ref input, wide),
        _rests = ExactSum.ReadFrom(ref input, wide),
    };

    private static double Round(BigInteger value, int exponent, bool rest)
    {
        Span<ulong> limbs = new ulong[(value.GetBitLength() + 63) / 64];
        value.TryWriteBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(limbs), out _, isUnsigned: true);
        return FixedPoint.Round(negative: false, limbs, exponent, rest);
    }

    /// <summary>The largest integer whose square is not above the value, by Newton's steps from above.</summary>
    private static BigInteger Root(BigInteger value)
    {
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    private readonly bool HasValue(bool sample) => _sum.IsFinite && Count > (sample ? 1 : 0);

    /// <summary>(n Σx² − (Σx)²) / (n² or n (n − 1)), the numerator in units of 2^−2148.</summary>
    private readonly (BigInteger Numerator, BigInteger Denominator) Ratio(bool sample, WideSums wide)
    {
        var sum = _sum.ToInteger(SumUnit, wide);
        var squares = _squares.ToInteger(SquareUnit, wide) + _rests.ToInteger(SquareUnit, wide);
        return ((squares * Count) - (sum * sum), (BigInteger)Count * (sample ? Count - 1 : Count));
    }
}
