using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Sensorium.Engine.Decode;

/// <summary>Finds the ends of JSON strings, sixteen bytes at a time, and validates what lies before them.</summary>
internal static unsafe class StringScan
{
    /// <summary>Where a byte is a control character or a backslash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Odd(Vector128<byte> text) =>
        Vector128.LessThan(text, Vector128.Create((byte)0x20)) | Vector128.Equals(text, Vector128.Create((byte)'\\'));

    /// <summary>
    /// The length of the string's text, from behind its opening quote. Escapes, UTF-8 and control characters are validated as JSON's
    /// grammar has them; halves of surrogate pairs are not.
    /// </summary>
    /// <param name="limit">The closing quote must be before it; 16 bytes beyond it are readable.</param>
    /// <returns>−1 where it is not a valid string.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(byte* text, byte* limit, out bool isEscaped)
    {
        var first = Vector128.Load(text);
        var quotes = Vector128.Equals(first, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
        var unusual = (Odd(first) | first).ExtractMostSignificantBits();
        isEscaped = false;
        if (quotes != 0 && (unusual & (quotes ^ (quotes - 1))) == 0)
        {
            var length = BitOperations.TrailingZeroCount(quotes);
            return text + length < limit ? length : -1;
        }

        return LongLength(text, limit, out isEscaped);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LongLength(byte* text, byte* limit, out bool isEscaped)
    {
        isEscaped = false;
        var isAscii = true;
        for (var p = text; p < limit; p += 16)
        {
            var part = Vector128.Load(p);
            var quotes = Vector128.Equals(part, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
            var before = quotes == 0 ? 0xFFFFu : (quotes & (0 - quotes)) - 1;
            if ((Odd(part).ExtractMostSignificantBits() & before) != 0)
            {
                return EscapedLength(text, limit, out isEscaped);
            }

            isAscii &= (part.ExtractMostSignificantBits() & before) == 0;
            if (quotes != 0)
            {
                var end = p + BitOperations.TrailingZeroCount(quotes);
                return end < limit && (isAscii || IsUtf8(text, end)) ? (int)(end - text) : -1;
            }
        }

        return -1;
    }

    private static int EscapedLength(byte* text, byte* limit, out bool isEscaped)
    {
        isEscaped = false;
        for (var p = text; p < limit; p++)
        {
            if (*p == '"')
            {
                return IsUtf8(text, p) ? (int)(p - text) : -1;
            }

            if (*p < 0x20)
            {
                return -1;
            }

            if (*p != '\\')
            {
                continue;
            }

            isEscaped = true;
            // A few bytes beyond the limit are readable; where it is passed, the closing quote is not found before it.
            p++;
            if (*p == 'u')
            {
                if (!(char.IsAsciiHexDigit((char)p[1]) && char.IsAsciiHexDigit((char)p[2]) && char.IsAsciiHexDigit((char)p[3])
                    && char.IsAsciiHexDigit((char)p[4])))
                {
                    return -1;
                }

                p += 4;
            }
            else if ("\"\\/bfnrt"u8.IndexOf(*p) < 0)
            {
                return -1;
            }
        }

        return -1;
    }

    private static bool IsUtf8(byte* text, byte* end) => Utf8.IsValid(new ReadOnlySpan<byte>(text, (int)(end - text)));
}
