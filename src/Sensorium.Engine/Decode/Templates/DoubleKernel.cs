using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Reads a number as a double.</summary>
/// <param name="stride">Doubles from one row to the next: 2 in points.</param>
/// <param name="bound">The largest magnitude.</param>
internal readonly unsafe struct DoubleKernel(double* output, int stride, double bound) : IFieldKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        var length = JsonNumber.ReadShort(value, out var number);
        if (length == 0 || JsonNumber.GoesOn(value[length]))
        {
            length = JsonNumber.ReadDouble(value, limit, out number);
        }

        output[row * stride] = number;
        return length > 0 && Math.Abs(number) <= bound ? value + length : null;
    }
}
