using System.Numerics;

namespace Sensorium.Core.Numerics;

/// <summary>Quotients of integers as doubles.</summary>
public static class Rational
{
    private const int MinExponent = -1074;

    /// <summary>The double nearest to a quotient, ties to even: one rounding, subnormals and overflow to infinity included.</summary>
    /// <param name="denominator">Above 0.</param>
    public static double Nearest(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero)
        {
            return 0;
        }

        var dividend = BigInteger.Abs(numerator);

        // The unit in the last place, so that the quotient has 53 bits, or fewer where the result is subnormal.
        var exponent = Math.Max((int)(dividend.GetBitLength() - denominator.GetBitLength()) - 53, MinExponent);
        var quotient = Divide(dividend, denominator, exponent, out var remainder, out var divisor);
        while (quotient.GetBitLength() > 53)
        {
            quotient = Divide(dividend, denominator, ++exponent, out remainder, out divisor);
        }

        var doubled = (remainder << 1).CompareTo(divisor);
        if (doubled > 0 || (doubled == 0 && !quotient.IsEven))
        {
            quotient += 1;
        }

        var nearest = Math.ScaleB((double)(ulong)quotient, exponent);
        return numerator.Sign < 0 ? -nearest : nearest;
    }

    private static BigInteger Divide(
        BigInteger dividend, BigInteger denominator, int exponent, out BigInteger remainder, out BigInteger divisor)
    {
        divisor = exponent > 0 ? denominator << exponent : denominator;
        return BigInteger.DivRem(exponent < 0 ? dividend << -exponent : dividend, divisor, out remainder);
    }
}
