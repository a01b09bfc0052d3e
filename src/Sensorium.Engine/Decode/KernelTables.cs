using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Constant tables of the vector loops, pinned for the life of the process, so that their addresses are constants in compiled loops.
/// </summary>
internal static unsafe class KernelTables
{
    private static readonly byte[] ShuffleTable = MakeShuffles();
    private static readonly double[] PowerTable = MakePowers();
    private static readonly byte[] MaskTable = MakeMasks();

    /// <summary>
    /// Sixteen bytes for each (digits before the point) × 16 + (length of the number): the order that puts its digits, without the point,
    /// at the end of a vector.
    /// </summary>
    public static byte* Shuffles { get; } = (byte*)Unsafe.AsPointer(ref ShuffleTable[0]);

    /// <summary>10^0 to 10^15.</summary>
    public static double* Powers { get; } = (double*)Unsafe.AsPointer(ref PowerTable[0]);

    /// <summary>Seventeen masks of sixteen bytes; mask i keeps the first i bytes.</summary>
    public static byte* Masks { get; } = (byte*)Unsafe.AsPointer(ref MaskTable[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> FirstBytes(int count) => Vector128.Load(Masks + (count << 4));

    private static byte[] MakeShuffles()
    {
        var table = GC.AllocateArray<byte>(17 * 16 * 16, pinned: true);
        Array.Fill(table, (byte)0x80);
        for (var whole = 0; whole <= 16; whole++)
        {
            for (var length = 0; length < 16; length++)
            {
                var order = table.AsSpan(((whole << 4) + length) << 4, 16);
                var to = 15;
                for (var from = length - 1; from >= 0; from--)
                {
                    if (from != whole)
                    {
                        order[to--] = (byte)from;
                    }
                }
            }
        }

        return table;
    }

    private static double[] MakePowers()
    {
        var table = GC.AllocateArray<double>(16, pinned: true);
        var power = 1.0;
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = power;
            power *= 10;
        }

        return table;
    }

    private static byte[] MakeMasks()
    {
        var table = GC.AllocateArray<byte>(17 * 16, pinned: true);
        for (var count = 0; count <= 16; count++)
        {
            table.AsSpan(count << 4, count).Fill(0xFF);
        }

        return table;
    }
}
