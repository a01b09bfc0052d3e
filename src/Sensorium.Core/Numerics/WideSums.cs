namespace Sensorium.Core.Numerics;

/// <summary>
/// Side table for the sums whose values lie too far apart for 128 bits: two's-complement fixed-point numbers that hold any sum of
/// 2⁶³ doubles, or of their squares, exactly. Owned by one lane of one pipeline, as the sums are; not thread-safe.
/// </summary>
public sealed class WideSums
{
    /// <summary>Bit 0 weighs 2^−2148, the square of the smallest double; the top bit is the sign.</summary>
    internal const int LowestExponent = -2148;

    /// <summary>4288 bits: 2148 below the point, 2048 above it, 63 for the number of values, a sign.</summary>
    internal const int Limbs = 67;

    private const int NumbersPerPage = 32;

    private readonly List<ulong[]> _pages = [];
    private readonly Stack<int> _free = new();
    private int _taken;

    /// <summary>Numbers in use.</summary>
    public int Count => _taken - _free.Count;

    /// <summary>Bytes held, for the state budget.</summary>
    public long Size => (long)_pages.Count * NumbersPerPage * Limbs * sizeof(ulong);

    /// <returns>A number ≥ 1 that is zero.</returns>
    internal int Take()
    {
        if (!_free.TryPop(out var number))
        {
            if (_taken == _pages.Count * NumbersPerPage)
            {
                _pages.Add(new ulong[NumbersPerPage * Limbs]);
            }

            number = ++_taken;
        }

        this[number].Clear();
        return number;
    }

    internal void Return(int number) => _free.Push(number);

    /// <summary>The limbs of a number, the lowest first.</summary>
    internal Span<ulong> this[int number] =>
        _pages[(number - 1) / NumbersPerPage].AsSpan((number - 1) % NumbersPerPage * Limbs, Limbs);

    /// <summary>Adds a signed 128-bit number times 2^<paramref name="exponent"/>.</summary>
    internal static void Add(Span<ulong> limbs, ulong low, long high, int exponent)
    {
        var position = exponent - LowestExponent;
        var (limb, shift) = (position >> 6, position & 63);
        var sign = (ulong)(high >> 63);
        var carry = 0UL;
        AddWithCarry(ref limbs[limb], low << shift, ref carry);
        if (limb + 1 < limbs.Length)
        {
            AddWithCarry(ref limbs[limb + 1], ((low >> 1) >> (63 - shift)) | ((ulong)high << shift), ref carry);
        }

        if (limb + 2 < limbs.Length)
        {
            AddWithCarry(ref limbs[limb + 2], (ulong)((high >> 1) >> (63 - shift)), ref carry);
        }

        for (var i = limb + 3; i < limbs.Length && sign + carry != 0; i++)
        {
            AddWithCarry(ref limbs[i], sign, ref carry);
        }
    }

    internal static void Add(Span<ulong> limbs, ReadOnlySpan<ulong> other)
    {
        var carry = 0UL;
        for (var i = 0; i < limbs.Length; i++)
        {
            AddWithCarry(ref limbs[i], other[i], ref carry);
        }
    }

    private static void AddWithCarry(ref ulong limb, ulong value, ref ulong carry)
    {
        var sum = limb + value;
        var overflow = sum < value ? 1UL : 0;
        limb = sum + carry;
        carry = overflow + (limb < sum ? 1UL : 0);
    }
}
