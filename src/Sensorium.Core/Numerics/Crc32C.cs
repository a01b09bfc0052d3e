using System.Numerics;
using System.Runtime.InteropServices;

namespace Sensorium.Core.Numerics;

/// <summary>CRC-32C (Castagnoli) with the processor's instruction where there is one.</summary>
public static class Crc32C
{
    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>The checksum of <paramref name="bytes"/>, begun with <paramref name="salt"/> as if it stood before them.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, ulong salt) => ~Add(BitOperations.Crc32C(uint.MaxValue, salt), bytes);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var single in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return crc;
    }
}
