using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Validates a number and drops it. A declared one must fit in a double.</summary>
internal readonly unsafe struct SkipNumberKernel(bool isDeclared) : IFieldKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        var length = JsonNumber.ShortLength(value);
        if (length == 0 || JsonNumber.GoesOn(value[length]))
        {
            length = isDeclared ? JsonNumber.ReadDouble(value, limit, out _) : JsonNumber.Length(value, limit);
        }

        return length > 0 ? value + length : null;
    }
}
