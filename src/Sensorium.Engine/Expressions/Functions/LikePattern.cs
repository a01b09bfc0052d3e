using System.Text;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>
/// A LIKE pattern: % is any text, _ is one character. Common forms are answered by a search, the others by walking the pattern.
/// </summary>
internal sealed class LikePattern
{
    // Parts between the % signs; in them, 0xFF (no byte of UTF-8) stands for _.
    private const byte AnyCharacter = 0xFF;

    private readonly byte[][] _parts;
    private readonly bool _hasSingle;

    private LikePattern(byte[][] parts, bool hasSingle) => (_parts, _hasSingle) = (parts, hasSingle);

    /// <summary>Null where the escape is not one character, or stands before something else than %, _ or itself.</summary>
    public static LikePattern? Compile(string pattern, string? escape = null)
    {
        Rune? mark = null;
        if (escape is not null)
        {
            var runes = escape.EnumerateRunes().ToArray();
            if (runes.Length != 1)
            {
                return null;
            }

            mark = runes[0];
        }

        var parts = new List<byte[]>();
        var part = new List<byte>();
        var hasSingle = false;
        var escaped = false;
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (!escaped && rune == mark)
            {
                escaped = true;
            }
            else if (!escaped && rune.Value == '%')
            {
                parts.Add([.. part]);
                part.Clear();
            }
            else if (!escaped && rune.Value == '_')
            {
                part.Add(AnyCharacter);
                hasSingle = true;
            }
            else if (escaped && rune.Value is not ('%' or '_') && rune != mark)
            {
                return null;
            }
            else
            {
                part.AddRange(bytes[..rune.EncodeToUtf8(bytes)]);
                escaped = false;
            }
        }

        parts.Add([.. part]);
        return escaped ? null : new([.. parts], hasSingle);
    }

    public bool Matches(Utf8Text text)
    {
        var rest = text.Span;
        var first = _parts[0];
        if (_parts.Length == 1)
        {
            return Prefix(rest, first) == rest.Length;
        }

        var used = Prefix(rest, first);
        if (used < 0)
        {
            return false;
        }

        rest = rest[used..];
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            used = Find(rest, _parts[i]);
            if (used < 0)
            {
                return false;
            }

            rest = rest[used..];
        }

        return EndsWith(rest, _parts[^1]);
    }

    /// <summary>Bytes of the text's start that match the part, or −1.</summary>
    private int Prefix(ReadOnlySpan<byte> text, byte[] part)
    {
        if (!_hasSingle)
        {
            return text.StartsWith(part) ? part.Length : -1;
        }

        var at = 0;
        foreach (var unit in part)
        {
            if (at >= text.Length || (unit != AnyCharacter && unit != text[at]))
            {
                return -1;
            }

            at += unit == AnyCharacter ? CodePoints.Width(text[at]) : 1;
        }

        return at;
    }

    /// <summary>The end of the part's first occurrence, or −1.</summary>
    private int Find(ReadOnlySpan<byte> text, byte[] part)
    {
        if (!_hasSingle)
        {
            var found = text.IndexOf(part);
            return found < 0 ? -1 : found + part.Length;
        }

        for (var start = 0; start <= text.Length; start += start < text.Length ? CodePoints.Width(text[start]) : 1)
        {
            var used = Prefix(text[start..], part);
            if (used >= 0)
            {
                return start + used;
            }
        }

        return -1;
    }

    private bool EndsWith(ReadOnlySpan<byte> text, byte[] part)
    {
        if (!_hasSingle)
        {
            return text.EndsWith(part);
        }

        var at = text.Length;
        for (var i = part.Length - 1; i >= 0; i--)
        {
            if (--at < 0)
            {
                return false;
            }

            if (part[i] == AnyCharacter)
            {
                while ((text[at] & 0xC0) == 0x80)
                {
                    at--;
                }
            }
            else if (part[i] != text[at])
            {
                return false;
            }
        }

        return true;
    }
}
