using System.Numerics;

namespace Sensorium.Core.Numerics;

/// <summary>Multi-limb integers, the lowest limb first, and their one rounding to a double.</summary>
internal static class FixedPoint
{
    private const int MantissaBits = 52;
    private const int SmallestExponent = -1074;

    /// <summary>Turns a two's-complement number into its magnitude.</summary>
    /// <returns>Whether it was negative.</returns>
    internal static bool MakeMagnitude(Span<ulong> limbs)
    {
        if ((long)limbs[^1] >= 0)
        {
            return false;
        }

        Negate(limbs);
        return true;
    }

    internal static void Negate(Span<ulong> limbs)
    {
        var carry = true;
        for (var i = 0; i < limbs.Length; i++)
        {
            limbs[i] = ~limbs[i] + (carry ? 1UL : 0);
            carry &= limbs[i] == 0;
        }
    }

    /// <summary>The number of the highest set bit, or −1.</summary>
    internal static int HighestBit(ReadOnlySpan<ulong> limbs)
    {
        var limb = limbs.LastIndexOfAnyExcept(0UL);
        return limb < 0 ? -1 : (limb * 64) + BitOperations.Log2(limbs[limb]);
    }

    /// <summary>The number of the lowest set bit; some bit must be set.</summary>
    internal static int LowestBit(ReadOnlySpan<ulong> limbs)
    {
        var limb = limbs.IndexOfAnyExcept(0UL);
        return (limb * 64) + BitOperations.TrailingZeroCount(limbs[limb]);
    }

    /// <summary>64 bits from bit <paramref name="bit"/> up; bits outside the number, below it too, are 0.</summary>
    internal static ulong Bits(ReadOnlySpan<ulong> limbs, int bit)
    {
        var (limb, shift) = (bit >> 6, bit & 63);
        var low = (uint)limb < (uint)limbs.Length ? limbs[limb] >> shift : 0;
        var high = (uint)(limb + 1) < (uint)limbs.Length ? (limbs[limb + 1] << 1) << (63 - shift) : 0;
        return low | high;
    }

    /// <summary>Divides in place, which leaves the quotient.</summary>
    /// <returns>The remainder.</returns>
    internal static ulong Divide(Span<ulong> limbs, ulong divisor)
    {
        var remainder = UInt128.Zero;
        for (var i = limbs.LastIndexOfAnyExcept(0UL); i >= 0; i--)
        {
            var dividend = (remainder << 64) | limbs[i];
            var quotient = dividend / divisor;
            remainder = dividend - (quotient * divisor);
            limbs[i] = (ulong)quotient;
        }

        return (ulong)remainder;
    }

    /// <summary>
    /// The double nearest to ±(magnitude + rest) × 2^<paramref name="exponent"/>, ties to even, where <paramref name="rest"/> says
    /// that something below bit 0 is left. With a rest the magnitude has at least 64 bits.
    /// </summary>
    internal static double Round(bool negative, ReadOnlySpan<ulong> magnitude, int exponent, bool rest = false)
    {
        var top = HighestBit(magnitude);
        if (top < 0)
        {
            return 0;
        }

        var last = Math.Max(top + exponent - MantissaBits, SmallestExponent);
        var cut = last - exponent;
        var kept = cut > top + 1 ? 0 : Bits(magnitude, cut) & ((1UL << (MantissaBits + 1)) - 1);
        if (cut > 0 && cut <= top + 1)
        {
            var half = (magnitude[(cut - 1) >> 6] >> ((cut - 1) & 63)) & 1;
            if (half != 0 && ((kept & 1) != 0 || rest || LowestBit(magnitude) < cut - 1))
            {
                kept++;
            }
        }

        // Adding lets a mantissa that overflowed carry into the exponent, and a subnormal have none.
        const int Bias = 1075;
        var bits = ((long)Math.Min(last + Bias, 2047) << MantissaBits) + (long)kept - (1L << MantissaBits);
        var value = bits >= 0x7FFL << MantissaBits ? double.PositiveInfinity : BitConverter.Int64BitsToDouble(bits);
        return negative ? -value : value;
    }
}
