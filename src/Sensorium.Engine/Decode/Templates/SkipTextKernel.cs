using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Validates a string and drops it. Halves of surrogate pairs spoil only a declared one.</summary>
internal readonly unsafe struct SkipTextKernel(bool isDeclared) : IFieldKernel
{
    private const int SmallText = 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit)
    {
        var length = StringScan.Length(value, limit, out var isEscaped);
        return length >= 0 && (!isEscaped || !isDeclared || IsWhole(value, length)) ? value + length : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsWhole(byte* text, int length)
    {
        var plain = length <= SmallText ? stackalloc byte[SmallText] : new byte[length];
        return JsonText.Unescape(new(text, length), plain) >= 0;
    }
}
