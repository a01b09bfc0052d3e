using System.Numerics;

namespace Sensorium.Core.Tests.Numerics;

/// <summary>The same rules in big integers: slow, and plain enough to be believed.</summary>
internal static class ExactReference
{
    private const int LowestExponent = -1074;

    public static double Sum(IEnumerable<double> values) => Round(Numerator(values), 1, LowestExponent);

    public static double Average(IReadOnlyCollection<double> values) => Round(Numerator(values), values.Count, LowestExponent);

    /// <summary>The double nearest to numerator / denominator × 2^exponent, ties to even.</summary>
    public static double Round(BigInteger numerator, BigInteger denominator, int exponent)
    {
        if (numerator.IsZero)
        {
            return 0;
        }

        // Scale so that the quotient has exactly 53 bits, or ends at the lowest bit that a double can have.
        var magnitude = BigInteger.Abs(numerator);
        var last = (int)(magnitude.GetBitLength() - denominator.GetBitLength()) + exponent - 53;
        while (Scaled(magnitude, denominator, exponent, last).Quotient.GetBitLength() > 53)
        {
            last++;
        }

        last = Math.Max(last, LowestExponent);
        var (quotient, twiceRest, divisor) = Scaled(magnitude, denominator, exponent, last);
        var order = twiceRest.CompareTo(divisor);
        if (order > 0 || (order == 0 && !quotient.IsEven))
        {
            quotient++;
        }

        if (quotient.GetBitLength() + last > 1024)
        {
            return numerator.Sign < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        // In two exact factors, because 2^last alone may not be a double.
        var result = (double)quotient * Math.Pow(2, last / 2) * Math.Pow(2, last - (last / 2));
        return numerator.Sign < 0 ? -result : result;
    }

    public static BigInteger Numerator(IEnumerable<double> values) =>
        values.Aggregate(BigInteger.Zero, (sum, value) => sum + Integer(value));

    /// <summary>The value in units of 2^−1074.</summary>
    public static BigInteger Integer(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = bits & ((1L << 52) - 1);
        var magnitude = exponent == 0 ? mantissa : new BigInteger(mantissa | (1L << 52)) << (exponent - 1);
        return bits < 0 ? -magnitude : magnitude;
    }

    private static (BigInteger Quotient, BigInteger TwiceRest, BigInteger Divisor) Scaled(
        BigInteger magnitude, BigInteger denominator, int exponent, int last)
    {
        var shift = exponent - last;
        var (dividend, divisor) = shift >= 0 ? (magnitude << shift, denominator) : (magnitude, denominator << -shift);
        var quotient = BigInteger.DivRem(dividend, divisor, out var rest);
        return (quotient, rest * 2, divisor);
    }
}
