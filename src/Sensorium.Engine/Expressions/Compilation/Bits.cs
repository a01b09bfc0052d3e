using System.Numerics;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>Rows as one bit each, to row numbers.</summary>
internal static class Bits
{
    /// <summary>Writes the numbers of the set bits.</summary>
    public static int Expand(ReadOnlySpan<ulong> bits, int[] rows)
    {
        var used = 0;
        for (var word = 0; word < bits.Length; word++)
        {
            var rest = bits[word];
            var first = word << 6;
            if (rest == ulong.MaxValue)
            {
                for (var i = 0; i < 64; i++)
                {
                    rows[used + i] = first + i;
                }

                used += 64;
                continue;
            }

            for (; rest != 0; rest &= rest - 1)
            {
                rows[used++] = first + BitOperations.TrailingZeroCount(rest);
            }
        }

        return used;
    }

    /// <summary>Writes those of the selected rows whose bit is set.</summary>
    public static int Filter(ReadOnlySpan<ulong> bits, int[] selection, int count, int[] rows)
    {
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            var row = selection[i];
            rows[used] = row;
            used += (int)((bits[row >> 6] >> row) & 1);
        }

        return used;
    }
}
