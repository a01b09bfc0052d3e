using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Writes a string's code to a coded column.</summary>
internal readonly unsafe struct CodeKernel(TextCodes codes, int* output) : IFieldKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        var part = Vector128.Load(value);
        var quotes = Vector128.Equals(part, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
        var length = BitOperations.TrailingZeroCount(quotes | 0x10000);
        var code = quotes == 0 ? -1 : codes.Find(part & KernelTables.FirstBytes(length + 1));
        if (code < 0)
        {
            code = codes.Read(value, limit, out length);
        }

        output[row] = code;
        return code < 0 ? null : value + length;
    }
}
