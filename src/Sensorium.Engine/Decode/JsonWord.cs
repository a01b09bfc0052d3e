using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode;

/// <summary><c>true</c>, <c>false</c> and <c>null</c>.</summary>
internal static unsafe class JsonWord
{
    /// <summary>
    /// Behind the word; null where it is another. A word that runs over the record's end is found out by what must follow it.
    /// </summary>
    public static byte* After(byte* p, ValueKind word) => word switch
    {
        ValueKind.True => Is(p, "true"u8) ? p + 4 : null,
        ValueKind.False => Is(p, "false"u8) ? p + 5 : null,
        _ => Is(p, "null"u8) ? p + 4 : null,
    };

    /// <summary>Behind whichever word it is; null where it is none.</summary>
    public static byte* After(byte* p, out ValueKind word)
    {
        word = *p switch
        {
            (byte)'t' => ValueKind.True,
            (byte)'f' => ValueKind.False,
            _ => ValueKind.Null,
        };
        return After(p, word);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is(byte* p, ReadOnlySpan<byte> word) => new ReadOnlySpan<byte>(p, word.Length).SequenceEqual(word);
}
