using System.Text;
using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>Text, counted in Unicode code points from 1.</summary>
internal static class TextFunctions
{
    [SqlFunction("||")]
    [SqlFunction("concat")]
    public static Utf8Text Concat(Utf8Text left, Utf8Text right, TextArena arena)
    {
        var room = arena.Allocate(left.Length + right.Length, out var text);
        left.Span.CopyTo(room);
        right.Span.CopyTo(room[left.Length..]);
        return text;
    }

    [SqlFunction("upper")]
    public static Utf8Text Upper(Utf8Text text, TextArena arena) => Copy(text.ToString().ToUpperInvariant(), arena);

    [SqlFunction("lower")]
    public static Utf8Text Lower(Utf8Text text, TextArena arena) => Copy(text.ToString().ToLowerInvariant(), arena);

    /// <summary>Without the spaces at both ends.</summary>
    [SqlFunction("trim")]
    public static Utf8Text Trim(Utf8Text text)
    {
        var trimmed = text.Span.Trim((byte)' ');
        return new(text.Buffer, text.Start + (text.Length - text.Span.TrimStart((byte)' ').Length), trimmed.Length);
    }

    [SqlFunction("length")]
    [SqlFunction("char_length")]
    public static int Length(Utf8Text text)
    {
        var length = 0;
        foreach (var unit in text.Span)
        {
            length += (unit & 0xC0) != 0x80 ? 1 : 0;
        }

        return length;
    }

    [SqlFunction("substring")]
    [SqlFunction("substr")]
    public static Utf8Text Substring(Utf8Text text, int from) => Substring(text, from, int.MaxValue);

    /// <summary>Positions outside the text count but hold nothing: <c>substring('abc', 0, 2)</c> is <c>a</c>.</summary>
    [SqlFunction("substring")]
    [SqlFunction("substr")]
    public static Utf8Text Substring(Utf8Text text, int from, int length)
    {
        var end = Math.Max((long)from + length, from);
        var (start, stop, position) = (text.Length, text.Length, 0L);
        for (var i = 0; i < text.Length; i++)
        {
            if ((text.Span[i] & 0xC0) == 0x80)
            {
                continue;
            }

            position++;
            if (position >= from && start == text.Length)
            {
                start = i;
            }

            if (position >= end)
            {
                stop = i;
                break;
            }
        }

        return new(text.Buffer, text.Start + Math.Min(start, stop), Math.Max(stop - start, 0));
    }

    [SqlFunction("replace")]
    public static Utf8Text Replace(Utf8Text text, Utf8Text search, Utf8Text by, TextArena arena) =>
        search.Length == 0 ? text : Copy(text.ToString().Replace(search.ToString(), by.ToString(), StringComparison.Ordinal), arena);

    /// <summary>Where the first occurrence starts, 0 where there is none.</summary>
    [SqlFunction("position")]
    public static int Position(Utf8Text search, Utf8Text text)
    {
        var at = text.Span.IndexOf(search.Span);
        return at < 0 ? 0 : Length(new(text.Buffer, text.Start, at)) + 1;
    }

    [SqlFunction("starts_with")]
    public static bool StartsWith(Utf8Text text, Utf8Text prefix) => text.Span.StartsWith(prefix.Span);

    [SqlFunction("ends_with")]
    public static bool EndsWith(Utf8Text text, Utf8Text suffix) => text.Span.EndsWith(suffix.Span);

    [SqlFunction("contains")]
    public static bool Contains(Utf8Text text, Utf8Text part) => text.Span.IndexOf(part.Span) >= 0;

    /// <summary>LIKE: <c>%</c> is any text, <c>_</c> any one character.</summary>
    [SqlFunction("like")]
    public static bool Like(Utf8Text text, Utf8Text pattern) => LikePattern.Matches(text.Span, pattern.Span, escape: null);

    [SqlFunction("like")]
    public static bool Like(Utf8Text text, Utf8Text pattern, Utf8Text escape, ref RowFault fault)
    {
        if (escape.Length != 1)
        {
            fault = RowFault.InvalidArgument;
            return false;
        }

        return LikePattern.Matches(text.Span, pattern.Span, escape.Span[0]);
    }

    private static Utf8Text Copy(string text, TextArena arena)
    {
        Encoding.UTF8.GetBytes(text, arena.Allocate(Encoding.UTF8.GetByteCount(text), out var copy));
        return copy;
    }
}
