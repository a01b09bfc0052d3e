using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>Compares a column of numbers with a constant, a vector at a time.</summary>
internal static class CompareKernel
{
    /// <summary>Clears the bits of the rows for which the comparison is false.</summary>
    public static void And<T, TComparison>(ReadOnlySpan<T> values, T constant, Span<ulong> bits)
        where T : unmanaged, INumber<T>
        where TComparison : struct, IComparison
    {
        var row = 0;
        for (; row + 64 <= values.Length; row += 64)
        {
            ref var first = ref MemoryMarshal.GetReference(values[row..]);
            ulong word = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                var constants = Vector512.Create(constant);
                for (var i = 0; i < 64; i += Vector512<T>.Count)
                {
                    word |= TComparison.Test(Vector512.LoadUnsafe(ref first, (nuint)i), constants).ExtractMostSignificantBits() << i;
                }
            }
            else
            {
                var constants = Vector256.Create(constant);
                for (var i = 0; i < 64; i += Vector256<T>.Count)
                {
                    word |= (ulong)TComparison.Test(Vector256.LoadUnsafe(ref first, (nuint)i), constants).ExtractMostSignificantBits() << i;
                }
            }

            bits[row >> 6] &= word;
        }

        if (row < values.Length)
        {
            ulong word = 0;
            for (var i = row; i < values.Length; i++)
            {
                word |= (TComparison.Test(values[i], constant) ? 1UL : 0) << i;
            }

            bits[row >> 6] &= word;
        }
    }
}
