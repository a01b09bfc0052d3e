using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sensorium.Core.Formats;

/// <summary>
/// CRC-32 as gzip and zip have it (ISO 3309, reflected, polynomial 0x04C11DB7): by carry-less products where the processor has them, else
/// by tables. The constants are those of Intel's "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ".
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] _tables = Tables();

    /// <param name="crc">Of what came before; 0 at the start.</param>
    /// <returns>The checksum of what came before and <paramref name="bytes"/>.</returns>
    internal static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        if (Pclmulqdq.IsSupported && bytes.Length >= 4 * Vector128<byte>.Count)
        {
            var whole = bytes.Length & -Vector128<byte>.Count;
            crc = ~Fold(~crc, MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes[..whole]));
            bytes = bytes[whole..];
        }

        return AppendByTables(crc, bytes);
    }

    /// <inheritdoc cref="Append"/>
    internal static uint AppendByTables(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = _tables.AsSpan();
        crc = ~crc;
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[(7 * 256) + (byte)low] ^ tables[(6 * 256) + (byte)(low >> 8)]
                ^ tables[(5 * 256) + (byte)(low >> 16)] ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + (byte)high] ^ tables[(2 * 256) + (byte)(high >> 8)]
                ^ tables[256 + (byte)(high >> 16)] ^ tables[(int)(high >> 24)];
            bytes = bytes[8..];
        }

        foreach (var one in bytes)
        {
            crc = tables[(byte)(crc ^ one)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Fold(uint crc, ReadOnlySpan<Vector128<ulong>> blocks)
    {
        var four = Vector128.Create(0x0154442BD4UL, 0x01C6E41596UL);
        var one = Vector128.Create(0x01751997D0UL, 0x00CCAA009EUL);
        var (a, b, c, d) = (blocks[0] ^ Vector128.CreateScalar((ulong)crc), blocks[1], blocks[2], blocks[3]);
        blocks = blocks[4..];
        while (blocks.Length >= 4)
        {
            a = Product(a, four) ^ blocks[0];
            b = Product(b, four) ^ blocks[1];
            c = Product(c, four) ^ blocks[2];
            d = Product(d, four) ^ blocks[3];
            blocks = blocks[4..];
        }

        a = Product(a, one) ^ b;
        a = Product(a, one) ^ c;
        a = Product(a, one) ^ d;
        foreach (var block in blocks)
        {
            a = Product(a, one) ^ block;
        }

        // To 64 bits, then to 32 by Barrett's reduction.
        var low = Vector128.Create(0xFFFFFFFFUL);
        a = Sse2.ShiftRightLogical128BitLane(a, 8) ^ Pclmulqdq.CarrylessMultiply(a, one, 0x10);
        a = Sse2.ShiftRightLogical128BitLane(a, 4) ^ Pclmulqdq.CarrylessMultiply(a & low, Vector128.CreateScalar(0x0163CD6124UL), 0x00);
        var barrett = Vector128.Create(0x01DB710641UL, 0x01F7011641UL);
        var quotient = Pclmulqdq.CarrylessMultiply(a & low, barrett, 0x10) & low;
        return (a ^ Pclmulqdq.CarrylessMultiply(quotient, barrett, 0x00)).AsUInt32()[1];
    }

    private static Vector128<ulong> Product(Vector128<ulong> value, Vector128<ulong> power) =>
        Pclmulqdq.CarrylessMultiply(value, power, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, power, 0x11);

    private static uint[] Tables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0; i < tables.Length; i++)
        {
            var value = i < 256 ? (uint)i : tables[i - 256];
            if (i >= 256)
            {
                tables[i] = tables[value & 0xFF] ^ (value >> 8);
                continue;
            }

            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * Polynomial);
            }

            tables[i] = value;
        }

        return tables;
    }
}
