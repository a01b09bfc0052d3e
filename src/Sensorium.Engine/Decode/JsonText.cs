using System.Text;

namespace Sensorium.Engine.Decode;

/// <summary>Escapes of JSON strings whose grammar has been validated.</summary>
internal static class JsonText
{
    /// <summary>Replaces the escapes of a string by what they stand for, which is never longer.</summary>
    /// <returns>Bytes written, or −1 where an escaped surrogate lacks its other half.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> into)
    {
        var written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
            {
                escaped.CopyTo(into[written..]);
                return written + escaped.Length;
            }

            escaped[..plain].CopyTo(into[written..]);
            written += plain;
            var letter = escaped[plain + 1];
            escaped = escaped[(plain + 2)..];
            if (letter != 'u')
            {
                into[written++] = letter switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => letter,
                };
                continue;
            }

            var unit = Hex(escaped);
            escaped = escaped[4..];
            if (char.IsHighSurrogate(unit))
            {
                if (escaped.Length < 6 || escaped[0] != '\\' || escaped[1] != 'u')
                {
                    return -1;
                }

                var low = Hex(escaped[2..]);
                if (!char.IsLowSurrogate(low))
                {
                    return -1;
                }

                written += new Rune(unit, low).EncodeToUtf8(into[written..]);
                escaped = escaped[6..];
            }
            else if (char.IsLowSurrogate(unit))
            {
                return -1;
            }
            else
            {
                written += new Rune(unit).EncodeToUtf8(into[written..]);
            }
        }
    }

    private static char Hex(ReadOnlySpan<byte> four) =>
        (char)((Digit(four[0]) << 12) | (Digit(four[1]) << 8) | (Digit(four[2]) << 4) | Digit(four[3]));

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
