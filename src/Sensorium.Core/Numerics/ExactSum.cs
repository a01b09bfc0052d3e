using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sensorium.Core.Numerics;

/// <summary>
/// The exact sum of doubles, rounded once when it is read: the same values give the same bits in any order and any grouping. 32 bytes
/// of state for dense arrays; default is the empty sum. A 128-bit fixed-point number takes values within 64 binary orders of magnitude
/// of each other; what does not fit goes to a number of <see cref="WideSums"/>, always the same table for one sum.
/// </summary>
/// <remarks>
/// Zeros are not told apart: a sum that is exactly zero is +0. NaN makes the sum NaN, as do infinities of both signs; one infinity wins.
/// A sum beyond the largest double is an infinity, its average need not be.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct ExactSum
{
    /// <summary>Bytes that <see cref="WriteTo"/> needs at most.</summary>
    public const int MaxBytes = 560;

    private const ulong Mantissa = (1UL << 52) - 1;
    private const ulong Implicit = 1UL << 52;

    /// <summary>The weight of a mantissa's lowest bit is 2^(biased exponent − Bias).</summary>
    private const int Bias = 1075;

    /// <summary>Added to the window's lowest biased exponent in <see cref="_window"/>, so that a default window takes nothing.</summary>
    private const int WindowOffset = 64;

    /// <summary>Highest lowest exponent of a window: infinities lie outside of it.</summary>
    private const int HighestScale = 1983;

    /// <summary>Bits of a value in the window: 53 and a shift up to 63.</summary>
    private const int ValueBits = 116;

    private const byte NegativeMark = 8;

    private ulong _low;
    private long _high;
    private long _count;
    private int _wide;
    private short _window;
    private Specials _specials;

    /// <summary>Values added.</summary>
    public readonly long Count => _count;

    internal readonly bool IsFinite => _specials == Specials.None;

    private int Scale
    {
        readonly get => _window - WindowOffset;
        set => _window = (short)(value + WindowOffset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value, WideSums wide)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var shift = ((int)(bits >> 52) & 0x7FF) + WindowOffset - _window;
        if ((uint)shift > 63)
        {
            AddOutside(bits, wide);
            return;
        }

        // Without branches: the mantissa shifted to its place, all bits turned and one added where it is negative.
        var mantissa = (bits & Mantissa) | Implicit;
        var sign = (ulong)((long)bits >> 63);
        var low = (mantissa << shift) ^ sign;
        var high = ((mantissa >> 1) >> (63 - shift)) ^ sign;
        var sum = _low + low;
        var carry = sum < low ? 1UL : 0;
        var total = sum - sign;
        carry += total < sum ? 1UL : 0;
        _low = total;
        var newHigh = _high + (long)(high + carry);
        _high = newHigh;
        _count++;

        // One value more than 2^126 still fits, so it is early enough to look now.
        if ((newHigh ^ (newHigh << 1)) < 0)
        {
            Spill(wide);
        }
    }

    /// <summary>Adds the values of another sum, which stays as it is.</summary>
    public void Merge(in ExactSum other, WideSums otherWide, WideSums wide)
    {
        _count += other._count;
        _specials |= other._specials;
        if (other._wide != 0)
        {
            WideSums.Add(Limbs(wide), otherWide[other._wide]);
        }

        if (other is { _low: 0, _high: 0 })
        {
            return;
        }

        if (_window == 0)
        {
            (_low, _high, _window) = (other._low, other._high, other._window);
        }
        else if (_window == other._window)
        {
            AddFixed(other._low, other._high, wide);
        }
        else
        {
            var value = new Int128((ulong)other._high, other._low);
            AddScaled(value < 0, (UInt128)(value < 0 ? -value : value), other.Scale, wide);
        }
    }

    /// <summary>The exact sum rounded to the nearest double, ties to even; +0 for no values.</summary>
    public readonly double Sum(WideSums wide)
    {
        if (_specials != Specials.None)
        {
            return Special();
        }

        Span<ulong> limbs = stackalloc ulong[_wide == 0 ? 2 : WideSums.Limbs];
        var exponent = Value(limbs, wide);
        return FixedPoint.Round(FixedPoint.MakeMagnitude(limbs), limbs, exponent);
    }

    /// <summary>The exact sum divided by the count, rounded once; NaN for no values.</summary>
    public readonly double Average(WideSums wide)
    {
        if (_specials != Specials.None || _count == 0)
        {
            return _count == 0 ? double.NaN : Special();
        }

        // Two limbs of zeros below give the quotient enough bits, whatever the divisor.
        Span<ulong> limbs = stackalloc ulong[2 + (_wide == 0 ? 2 : WideSums.Limbs)];
        limbs[..2].Clear();
        var exponent = Value(limbs[2..], wide) - 128;
        var negative = FixedPoint.MakeMagnitude(limbs[2..]);
        var rest = FixedPoint.Divide(limbs, (ulong)_count) != 0;
        return FixedPoint.Round(negative, limbs, exponent, rest);
    }

    /// <summary>Empties the sum and gives its place in the side table back.</summary>
    public void Clear(WideSums wide)
    {
        if (_wide != 0)
        {
            wide.Return(_wide);
        }

        this = default;
    }

    /// <summary>Writes the sum; the same values give the same bytes, in whatever order they came.</summary>
    /// <returns>Bytes written, at most <see cref="MaxBytes"/>.</returns>
    public readonly int WriteTo(Span<byte> output, WideSums wide)
    {
        // Marks, count, then where the sum is not zero: weight of the lowest bit, length and bytes of the odd magnitude.
        Span<ulong> limbs = stackalloc ulong[_wide == 0 ? 2 : WideSums.Limbs];
        var exponent = Value(limbs, wide);
        var negative = FixedPoint.MakeMagnitude(limbs);
        output[0] = (byte)((byte)_specials | (negative ? NegativeMark : 0));
        BinaryPrimitives.WriteInt64LittleEndian(output[1..], _count);
        var highest = FixedPoint.HighestBit(limbs);
        var lowest = highest < 0 ? 0 : FixedPoint.LowestBit(limbs);
        var bytes = highest < 0 ? 0 : (highest - lowest + 8) / 8;
        BinaryPrimitives.WriteInt16LittleEndian(output[9..], (short)bytes);
        if (bytes == 0)
        {
            return 11;
        }

        BinaryPrimitives.WriteInt16LittleEndian(output[11..], (short)(exponent + lowest));
        for (var i = 0; i < bytes; i++)
        {
            output[13 + i] = (byte)FixedPoint.Bits(limbs, lowest + (i * 8));
        }

        return 13 + bytes;
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote and moves <paramref name="input"/> behind it.</summary>
    /// <exception cref="InvalidDataException">These are not the bytes of a sum.</exception>
    public static ExactSum ReadFrom(ref ReadOnlySpan<byte> input, WideSums wide)
    {
        var sum = default(ExactSum);
        if (input.Length < 11)
        {
            throw new InvalidDataException("A sum is cut short.");
        }

        sum._specials = (Specials)(input[0] & 7);
        sum._count = BinaryPrimitives.ReadInt64LittleEndian(input[1..]);
        var negative = (input[0] & NegativeMark) != 0;
        var bytes = (int)BinaryPrimitives.ReadInt16LittleEndian(input[9..]);
        if (input[0] > 15 || sum._count < 0 || bytes is < 0 or > WideSums.Limbs * 8 || (bytes > 0 && input.Length < 13 + bytes))
        {
            throw new InvalidDataException("A sum is damaged.");
        }

        if (bytes == 0)
        {
            input = input[11..];
            return sum;
        }

        var exponent = (int)BinaryPrimitives.ReadInt16LittleEndian(input[11..]);
        if (exponent < WideSums.LowestExponent || exponent - WideSums.LowestExponent + (bytes * 8) > (WideSums.Limbs * 64) + 7)
        {
            throw new InvalidDataException("A sum is damaged.");
        }

        Span<ulong> limbs = stackalloc ulong[Math.Max(2, (bytes + 7) / 8)];
        limbs.Clear();
        input.Slice(13, bytes).CopyTo(MemoryMarshal.AsBytes(limbs));
        input = input[(13 + bytes)..];
        if (bytes <= 12)
        {
            sum.AddScaled(negative, new(limbs[1], limbs[0]), exponent + Bias, wide);
            return sum;
        }

        for (var i = 0; i < limbs.Length; i++)
        {
            var part = negative ? -(Int128)limbs[i] : limbs[i];
            WideSums.Add(sum.Limbs(wide), (ulong)part, (long)(part >> 64), exponent + (i * 64));
        }

        return sum;
    }

    /// <summary>Adds the exact square of a finite value that is so small or large that two doubles do not hold it.</summary>
    internal void AddExtremeSquare(double value, WideSums wide)
    {
        var (mantissa, exponent) = Parts(BitConverter.DoubleToUInt64Bits(value));
        var high = Math.BigMul(mantissa, mantissa, out var low);
        _count++;
        WideSums.Add(Limbs(wide), low, (long)high, 2 * (exponent - Bias));
    }

    /// <summary>The exact value as a two's-complement number.</summary>
    /// <param name="limbs">Two limbs, or as many as a wide number has where the sum has a wide part.</param>
    /// <returns>The weight of bit 0 as a power of two.</returns>
    internal readonly int Value(Span<ulong> limbs, WideSums wide)
    {
        var exponent = Scale - Bias;
        if (limbs.Length == 2)
        {
            (limbs[0], limbs[1]) = (_low, (ulong)_high);
            return exponent;
        }

        if (_wide == 0)
        {
            limbs.Clear();
        }
        else
        {
            wide[_wide].CopyTo(limbs);
        }

        if ((_low | (ulong)_high) != 0)
        {
            WideSums.Add(limbs, _low, _high, exponent);
        }

        return WideSums.LowestExponent;
    }

    private readonly double Special() => _specials switch
    {
        Specials.PositiveInfinity => double.PositiveInfinity,
        Specials.NegativeInfinity => double.NegativeInfinity,
        _ => double.NaN,
    };

    private static (ulong Mantissa, int Exponent) Parts(ulong bits)
    {
        var exponent = (int)(bits >> 52) & 0x7FF;
        return exponent == 0 ? (bits & Mantissa, 1) : ((bits & Mantissa) | Implicit, exponent);
    }

    private Span<ulong> Limbs(WideSums wide)
    {
        if (_wide == 0)
        {
            _wide = wide.Take();
        }

        return wide[_wide];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddOutside(ulong bits, WideSums wide)
    {
        _count++;
        if (bits << 1 == 0)
        {
            return;
        }

        if ((bits >> 52 & 0x7FF) == 0x7FF)
        {
            _specials |= (bits & Mantissa) != 0 ? Specials.NaN
                : (long)bits < 0 ? Specials.NegativeInfinity
                : Specials.PositiveInfinity;
            return;
        }

        var (mantissa, exponent) = Parts(bits);
        AddScaled((long)bits < 0, mantissa, exponent, wide);
    }

    /// <summary>Adds ±magnitude × 2^(exponent − Bias), magnitude not zero and below 2^127, moving the window where that helps.</summary>
    private void AddScaled(bool negative, UInt128 magnitude, int exponent, WideSums wide)
    {
        var zeros = (int)UInt128.TrailingZeroCount(magnitude);
        var (odd, lowest) = (magnitude >> zeros, exponent + zeros);
        var bits = 128 - (int)UInt128.LeadingZeroCount(odd);
        if (!Fits(lowest, bits) && !MoveWindow(lowest, bits))
        {
            if ((_low | (ulong)_high) != 0)
            {
                Spill(wide);
            }

            // Half of the window below the value as it came, half above; shifted zeros cost nothing.
            Scale = Math.Clamp(Math.Min(exponent - 32, lowest), 1, HighestScale);
            if (!Fits(lowest, bits))
            {
                Scale = Math.Clamp(lowest, 1, HighestScale);
            }

            if (!Fits(lowest, bits))
            {
                var whole = negative ? -(Int128)odd : (Int128)odd;
                WideSums.Add(Limbs(wide), (ulong)whole, (long)(whole >> 64), lowest - Bias);
                return;
            }
        }

        var value = (Int128)odd << (lowest - Scale);
        value = negative ? -value : value;
        AddFixed((ulong)value, (long)(value >> 64), wide);
    }

    private readonly bool Fits(int lowest, int bits) =>
        _window != 0 && lowest >= Scale && lowest - Scale + bits <= ValueBits;

    /// <summary>Moves the window so that the value fits, if what is there already survives that.</summary>
    private bool MoveWindow(int lowest, int bits)
    {
        if (_window == 0)
        {
            return false;
        }

        var value = new Int128((ulong)_high, _low);
        if (value == 0)
        {
            return false;
        }

        var magnitude = (UInt128)(value < 0 ? -value : value);
        var used = 128 - (int)UInt128.LeadingZeroCount(magnitude);
        var down = Scale - lowest;
        if (down > 0)
        {
            if (used + down > ValueBits || lowest < 1 || bits > ValueBits)
            {
                return false;
            }

            value <<= down;
            Scale = lowest;
        }
        else
        {
            var up = lowest + bits - ValueBits - Scale;
            if (up > (int)UInt128.TrailingZeroCount(magnitude) || lowest < Scale + up || Scale + up > HighestScale)
            {
                return false;
            }

            value >>= up;
            Scale += up;
        }

        (_low, _high) = ((ulong)value, (long)(value >> 64));
        return true;
    }

    private void AddFixed(ulong low, long high, WideSums wide)
    {
        _low += low;
        _high += high + (_low < low ? 1 : 0);
        if ((_high ^ (_high << 1)) < 0)
        {
            Spill(wide);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Spill(WideSums wide)
    {
        WideSums.Add(Limbs(wide), _low, _high, Scale - Bias);
        (_low, _high) = (0, 0);
    }
}
