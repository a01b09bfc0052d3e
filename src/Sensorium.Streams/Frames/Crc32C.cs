using System.Numerics;
using System.Runtime.InteropServices;

namespace Sensorium.Streams.Frames;

/// <summary>CRC-32C (Castagnoli) with the processor's instruction where there is one.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of <paramref name="bytes"/>, begun with <paramref name="salt"/> as if it stood before them.</summary>
    internal static uint Compute(ReadOnlySpan<byte> bytes, ulong salt)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, salt);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var single in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return ~crc;
    }
}
