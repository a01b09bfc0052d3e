using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>Places in valid UTF-8 counted in code points, in which SQL counts characters.</summary>
internal static class CodePoints
{
    /// <summary>Bytes of the code point that begins with this byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Width(byte first) => first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var unit in text)
        {
            // Every byte but those that go on, 10xxxxxx, begins a code point.
            count += (sbyte)unit > -65 ? 1 : 0;
        }

        return count;
    }

    /// <summary>The byte at which code point <paramref name="index"/> begins, or the length where there are fewer.</summary>
    public static int Offset(ReadOnlySpan<byte> text, long index)
    {
        var offset = 0;
        for (; index > 0 && offset < text.Length; index--)
        {
            offset += Width(text[offset]);
        }

        return offset;
    }
}
