using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sensorium.Engine.Decode;

/// <summary>Numbers in JSON's grammar, read in place.</summary>
internal static unsafe class JsonNumber
{
    /// <summary>Behind the number; null where there is none.</summary>
    public static byte* After(byte* p, byte* end)
    {
        if (p < end && *p == '-')
        {
            p++;
        }

        var start = p;
        p = AfterDigits(p, end);
        if (p == start || (*start == '0' && p > start + 1))
        {
            return null;
        }

        if (p < end && *p == '.')
        {
            start = ++p;
            p = AfterDigits(p, end);
            if (p == start)
            {
                return null;
            }
        }

        if (p < end && (*p | 0x20) == 'e')
        {
            p++;
            if (p < end && *p is (byte)'+' or (byte)'-')
            {
                p++;
            }

            start = p;
            p = AfterDigits(p, end);
            if (p == start)
            {
                return null;
            }
        }

        return p;
    }

    /// <summary>Of the number; 0 where there is none.</summary>
    public static int Length(byte* p, byte* end)
    {
        var after = After(p, end);
        return after == null ? 0 : (int)(after - p);
    }

    /// <summary>Reads any number that fits in a double.</summary>
    /// <returns>Bytes read; 0 where there is none.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int ReadDouble(byte* p, byte* end, out double value)
    {
        value = 0;
        var length = Length(p, end);
        return length > 0 && NumeralText.ReadDouble(new(p, length), out value) == RejectReason.None ? length : 0;
    }

    /// <summary>Reads any number that is whole and fits in 64 bits.</summary>
    /// <returns>Bytes read; 0 where there is none.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int ReadWhole(byte* p, byte* end, out long value)
    {
        value = 0;
        var length = Length(p, end);
        return length > 0 && NumeralText.ReadWhole(new(p, length), long.MinValue, long.MaxValue, out value) == RejectReason.None
            ? length
            : 0;
    }

    /// <summary>Whether a number goes on where its short form ends, before <paramref name="next"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool GoesOn(byte next) => (uint)(next - '0') <= 9 || (next | 0x20) == 'e' || next == '.';

    /// <summary>
    /// Reads a number of at most 15 characters behind its sign and without an exponent. Its digits and the power of ten below them are both
    /// exact as doubles, so the division is the number, correctly rounded.
    /// </summary>
    /// <param name="p">32 bytes are readable.</param>
    /// <returns>Bytes read; 0 where it is anything else. What follows is not looked at.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadShort(byte* p, out double value)
    {
        var length = ReadDigits(p, out var digits, out var decimals, out var negative);
        var magnitude = digits / KernelTables.Powers[decimals];
        value = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(magnitude) | ((long)negative << 63));
        return length;
    }

    /// <summary>Reads a whole number of at most 15 digits and without point or exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadShortWhole(byte* p, out long value)
    {
        var length = ReadDigits(p, out var digits, out var decimals, out var negative);
        value = (digits ^ -negative) + negative;
        return decimals == 0 ? length : 0;
    }

    /// <summary>Whether the whole of a text is a number as <see cref="ReadShort"/> takes it.</summary>
    /// <param name="text">Pinned, with 32 readable bytes behind it.</param>
    public static bool IsShort(ReadOnlySpan<byte> text, out double value) =>
        ReadShort((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text)), out value) == text.Length && text.Length > 0;

    /// <summary>Whether the whole of a text is a number as <see cref="ReadShortWhole"/> takes it.</summary>
    /// <param name="text">Pinned, with 32 readable bytes behind it.</param>
    public static bool IsShortWhole(ReadOnlySpan<byte> text, out long value) =>
        ReadShortWhole((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text)), out value) == text.Length && text.Length > 0;

    /// <summary>The length of a number as <see cref="ReadShort"/> takes it, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShortLength(byte* p)
    {
        var negative = *p == (byte)'-' ? 1 : 0;
        return Measure(Vector128.Load(p + negative), out _, out _, out var length) ? length + negative : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadDigits(byte* p, out long digits, out int decimals, out int negative)
    {
        negative = *p == (byte)'-' ? 1 : 0;
        p += negative;
        var text = Vector128.Load(p);
        var good = Measure(text, out var whole, out decimals, out var length);
        // The digits without the point, at the end of the vector, zeros before them.
        var values = text - Vector128.Create((byte)'0');
        var order = Vector128.Load(KernelTables.Shuffles + (((whole << 4) + length) << 4));
        digits = Ssse3.IsSupported && Sse41.IsSupported ? DigitsX86(values, order) : DigitsPortable(values, order);
        return good ? length + negative : 0;
    }

    /// <param name="whole">Digits before the point.</param>
    /// <param name="decimals">Digits behind it.</param>
    /// <param name="length">In characters, at most 15.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Measure(Vector128<byte> text, out int whole, out int decimals, out int length)
    {
        var others = Vector128.GreaterThan(text - Vector128.Create((byte)'0'), Vector128.Create((byte)9)).ExtractMostSignificantBits()
            | 0x10000u;
        var points = Vector128.Equals(text, Vector128.Create((byte)'.')).ExtractMostSignificantBits();
        var point = others & (0u - others) & points;
        whole = BitOperations.TrailingZeroCount(others);
        length = BitOperations.TrailingZeroCount(others ^ point);
        var hasPoint = point != 0 ? 1 : 0;
        decimals = length - whole - hasPoint;
        var good = (whole != 0) & (length <= 15) & ((decimals != 0) | (hasPoint == 0)) & ((text.ToScalar() != (byte)'0') | (whole == 1));
        length &= 15;
        decimals &= 15;
        return good;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long DigitsX86(Vector128<byte> values, Vector128<byte> order)
    {
        var ordered = Ssse3.Shuffle(values, order);
        var pairs = Ssse3.MultiplyAddAdjacent(ordered, Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        var packed = Sse41.PackUnsignedSaturate(fours, fours);
        var eights = Sse2.MultiplyAddAdjacent(packed.AsInt16(), Vector128.Create((short)10000, 1, 10000, 1, 10000, 1, 10000, 1)).AsUInt64()
            .ToScalar();
        return ((long)(uint)eights * 100_000_000) + (long)(eights >> 32);
    }

    internal static long DigitsPortable(Vector128<byte> values, Vector128<byte> order)
    {
        var bytes = Vector128.Shuffle(values, order).AsUInt16();
        var pairs = (((bytes & Vector128.Create((ushort)0xFF)) * 10) + (bytes >>> 8)).AsUInt32();
        var fours = (((pairs & Vector128.Create(0xFFFFu)) * 100) + (pairs >>> 16)).AsUInt64();
        var (high, low) = (fours.ToScalar(), fours.GetElement(1));
        return ((long)(((high & 0xFFFFFFFF) * 10_000) + (high >> 32)) * 100_000_000) + (long)(((low & 0xFFFFFFFF) * 10_000) + (low >> 32));
    }

    private static byte* AfterDigits(byte* p, byte* end)
    {
        while (p < end && (uint)(*p - '0') <= 9)
        {
            p++;
        }

        return p;
    }
}
