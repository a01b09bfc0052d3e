using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Reads a whole number that fits in 32 bits.</summary>
internal readonly unsafe struct IntegerKernel(int* output) : IFieldKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        var length = JsonNumber.ReadShortWhole(value, out var number);
        if (length == 0 || JsonNumber.GoesOn(value[length]))
        {
            length = JsonNumber.ReadWhole(value, limit, out number);
        }

        output[row] = (int)number;
        return length > 0 && number == (int)number ? value + length : null;
    }
}
