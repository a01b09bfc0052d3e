using System.Buffers;
using System.Text;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>
/// Functions that make text of text. Places and lengths are in code points, from 1. Case follows Unicode, in no language.
/// </summary>
internal static class TextFunctions
{
    /// <summary>The longest text a function makes, in bytes, as the longest record; beyond it the row faults.</summary>
    private const long MostBytes = 16 * 1024 * 1024;

    [SqlFunction("||(varchar, varchar) varchar", "Both texts, one after the other.")]
    public static Utf8Text Concat(Utf8Text left, Utf8Text right, TextArena arena, ref RowFault fault)
    {
        var room = Room((long)left.Length + right.Length, arena, out var text, ref fault);
        if (fault == RowFault.None)
        {
            left.Span.CopyTo(room);
            right.Span.CopyTo(room[left.Length..]);
        }

        return text;
    }

    [SqlFunction("concat(varchar...) varchar", "All texts, one after the other; NULL if one of them is.")]
    public static Utf8Text Concat(Utf8Text[] texts, int count, TextArena arena, ref RowFault fault) =>
        Join(default, texts, count, arena, ref fault);

    [SqlFunction(
        "concat_ws(varchar, varchar...) varchar", "All texts but those that are NULL, with the first between them.", SkipsNulls = true)]
    public static Utf8Text Join(Utf8Text separator, Utf8Text[] texts, int count, TextArena arena, ref RowFault fault)
    {
        var length = (long)separator.Length * Math.Max(0, count - 1);
        for (var i = 0; i < count; i++)
        {
            length += texts[i].Length;
        }

        var room = Room(length, arena, out var text, ref fault);
        if (fault != RowFault.None)
        {
            return text;
        }

        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                separator.Span.CopyTo(room);
                room = room[separator.Length..];
            }

            texts[i].Span.CopyTo(room);
            room = room[texts[i].Length..];
        }

        return text;
    }

    [SqlFunction("upper(varchar) varchar", "The text in capital letters.")]
    public static Utf8Text Upper(Utf8Text text, TextArena arena)
    {
        if (!Ascii.IsValid(text.Span))
        {
            return Map(text, arena, static (chars, room) => UpperWide(chars, room));
        }

        Ascii.ToUpper(text.Span, arena.Allocate(text.Length, out var upper), out _);
        return upper;
    }

    [SqlFunction("lower(varchar) varchar", "The text in small letters.")]
    public static Utf8Text Lower(Utf8Text text, TextArena arena)
    {
        if (!Ascii.IsValid(text.Span))
        {
            return Map(text, arena, static (chars, room) => chars.ToLowerInvariant(room));
        }

        Ascii.ToLower(text.Span, arena.Allocate(text.Length, out var lower), out _);
        return lower;
    }

    [SqlFunction("initcap(varchar) varchar", "The text with each word's first letter in capitals and the others small.")]
    public static Utf8Text Capitalize(Utf8Text text, TextArena arena) => Map(text, arena, static (chars, room) =>
    {
        var inWord = false;
        var lower = chars.ToLowerInvariant(room);
        for (var i = 0; i < lower; i++)
        {
            var isLetter = char.IsLetterOrDigit(room[i]) || (inWord && char.IsSurrogate(room[i]));
            if (isLetter && !inWord)
            {
                room[i] = char.ToUpperInvariant(room[i]);
            }

            inWord = isLetter;
        }

        return lower;
    });

    [SqlFunction("trim(varchar) varchar", "The text without blanks, or without the characters given, at both ends.")]
    [SqlFunction("btrim(varchar) varchar")]
    public static Utf8Text Trim(Utf8Text text) => TrimEnd(TrimStart(text));

    [SqlFunction("trim(varchar, varchar) varchar")]
    [SqlFunction("btrim(varchar, varchar) varchar")]
    public static Utf8Text Trim(Utf8Text text, Utf8Text characters) => TrimEnd(TrimStart(text, characters), characters);

    [SqlFunction("ltrim(varchar) varchar", "The text without blanks, or without the characters given, at its start.")]
    public static Utf8Text TrimStart(Utf8Text text)
    {
        var rest = text.Span.TrimStart((byte)' ').Length;
        return new(text.Buffer, text.Start + text.Length - rest, rest);
    }

    [SqlFunction("ltrim(varchar, varchar) varchar")]
    public static Utf8Text TrimStart(Utf8Text text, Utf8Text characters)
    {
        var span = text.Span;
        var start = 0;
        while (start < span.Length && Has(characters.Span, span.Slice(start, CodePoints.Width(span[start]))))
        {
            start += CodePoints.Width(span[start]);
        }

        return new(text.Buffer, text.Start + start, text.Length - start);
    }

    [SqlFunction("rtrim(varchar) varchar", "The text without blanks, or without the characters given, at its end.")]
    public static Utf8Text TrimEnd(Utf8Text text) => new(text.Buffer, text.Start, text.Span.TrimEnd((byte)' ').Length);

    [SqlFunction("rtrim(varchar, varchar) varchar")]
    public static Utf8Text TrimEnd(Utf8Text text, Utf8Text characters)
    {
        var span = text.Span;
        while (!span.IsEmpty)
        {
            var last = span.Length - 1;
            while ((span[last] & 0xC0) == 0x80)
            {
                last--;
            }

            if (!Has(characters.Span, span[last..]))
            {
                break;
            }

            span = span[..last];
        }

        return new(text.Buffer, text.Start, span.Length);
    }

    [SqlFunction("length(varchar) int", "The number of characters (code points).")]
    [SqlFunction("char_length(varchar) int")]
    [SqlFunction("character_length(varchar) int")]
    public static int Length(Utf8Text text) => CodePoints.Count(text.Span);

    [SqlFunction("octet_length(varchar) int", "The number of bytes in UTF-8.")]
    [SqlFunction("octet_length(binary) int")]
    [SqlFunction("length(binary) int")]
    public static int Bytes(Utf8Text text) => text.Length;

    [SqlFunction(
        "substring(varchar, int) varchar",
        "The characters from a place on, and no more than given. Place 0 counts as 1; a negative one counts from the end, and gives an "
            + "empty text where it lies before the start. NULL for a negative length.")]
    [SqlFunction("substr(varchar, int) varchar")]
    public static Utf8Text Substring(Utf8Text text, int start) => Slice(text, start, int.MaxValue);

    [SqlFunction("substring(varchar, int, int) varchar")]
    [SqlFunction("substr(varchar, int, int) varchar")]
    public static Utf8Text Substring(Utf8Text text, int start, int length, ref bool isNull)
    {
        isNull = length < 0;
        return isNull ? default : Slice(text, start, length);
    }

    [SqlFunction("left(varchar, int) varchar", "The first so many characters.")]
    public static Utf8Text Left(Utf8Text text, int count) => count <= 0 ? Empty(text) : Slice(text, 1, count);

    [SqlFunction("right(varchar, int) varchar", "The last so many characters.")]
    public static Utf8Text Right(Utf8Text text, int count)
    {
        var skip = (long)CodePoints.Count(text.Span) - Math.Max(count, 0);
        var start = skip <= 0 ? 0 : CodePoints.Offset(text.Span, skip);
        return new(text.Buffer, text.Start + start, text.Length - start);
    }

    [SqlFunction(
        "lpad(varchar, int) varchar",
        "The text filled at its start with blanks, or with the text given, or cut, to so many characters. NULL for a negative length or "
            + "nothing to fill with.")]
    public static Utf8Text PadStart(Utf8Text text, int length, TextArena arena, ref bool isNull, ref RowFault fault) =>
        PadStart(text, length, Blank, arena, ref isNull, ref fault);

    [SqlFunction("lpad(varchar, int, varchar) varchar")]
    public static Utf8Text PadStart(Utf8Text text, int length, Utf8Text filler, TextArena arena, ref bool isNull, ref RowFault fault) =>
        Pad(text, length, filler, atStart: true, arena, ref isNull, ref fault);

    [SqlFunction(
        "rpad(varchar, int) varchar",
        "The text filled at its end with blanks, or with the text given, or cut, to so many characters. NULL for a negative length or "
            + "nothing to fill with.")]
    public static Utf8Text PadEnd(Utf8Text text, int length, TextArena arena, ref bool isNull, ref RowFault fault) =>
        PadEnd(text, length, Blank, arena, ref isNull, ref fault);

    [SqlFunction("rpad(varchar, int, varchar) varchar")]
    public static Utf8Text PadEnd(Utf8Text text, int length, Utf8Text filler, TextArena arena, ref bool isNull, ref RowFault fault) =>
        Pad(text, length, filler, atStart: false, arena, ref isNull, ref fault);

    [SqlFunction("repeat(varchar, int) varchar", "The text so many times; empty for less than one.")]
    public static Utf8Text Repeat(Utf8Text text, int count, TextArena arena, ref RowFault fault)
    {
        var room = Room((long)text.Length * Math.Max(count, 0), arena, out var repeated, ref fault);
        for (; !room.IsEmpty; room = room[text.Length..])
        {
            text.Span.CopyTo(room);
        }

        return repeated;
    }

    [SqlFunction("reverse(varchar) varchar", "The characters in opposite order.")]
    public static Utf8Text Reverse(Utf8Text text, TextArena arena)
    {
        var room = arena.Allocate(text.Length, out var reversed);
        for (var rest = text.Span; !rest.IsEmpty;)
        {
            var width = CodePoints.Width(rest[0]);
            rest[..width].CopyTo(room.Slice(rest.Length - width, width));
            rest = rest[width..];
        }

        return reversed;
    }

    [SqlFunction("replace(varchar, varchar, varchar) varchar", "The text with every occurrence of the second text replaced by the third.")]
    public static Utf8Text Replace(Utf8Text text, Utf8Text old, Utf8Text replacement, TextArena arena, ref RowFault fault)
    {
        var count = old.Length == 0 ? 0 : text.Span.Count(old.Span);
        if (count == 0)
        {
            return text;
        }

        var room = Room(text.Length + ((long)count * (replacement.Length - old.Length)), arena, out var replaced, ref fault);
        if (fault != RowFault.None)
        {
            return replaced;
        }

        var rest = text.Span;
        for (; count > 0; count--)
        {
            var at = rest.IndexOf(old.Span);
            rest[..at].CopyTo(room);
            replacement.Span.CopyTo(room[at..]);
            room = room[(at + replacement.Length)..];
            rest = rest[(at + old.Length)..];
        }

        rest.CopyTo(room);
        return replaced;
    }

    [SqlFunction(
        "overlay(varchar, varchar, int) varchar",
        "The first text with the second laid over it from a place on, over as many characters as it has or as given.")]
    public static Utf8Text Overlay(Utf8Text text, Utf8Text over, int start, TextArena arena, ref RowFault fault) =>
        Overlay(text, over, start, CodePoints.Count(over.Span), arena, ref fault);

    [SqlFunction("overlay(varchar, varchar, int, int) varchar")]
    public static Utf8Text Overlay(Utf8Text text, Utf8Text over, int start, int length, TextArena arena, ref RowFault fault)
    {
        if (start < 1 || start > CodePoints.Count(text.Span))
        {
            return text;
        }

        var from = CodePoints.Offset(text.Span, start - 1);
        var rest = length < 0 ? default : text.Span[from..];
        rest = rest[CodePoints.Offset(rest, length)..];
        var room = Room((long)from + over.Length + rest.Length, arena, out var result, ref fault);
        if (fault == RowFault.None)
        {
            text.Span[..from].CopyTo(room);
            over.Span.CopyTo(room[from..]);
            rest.CopyTo(room[(from + over.Length)..]);
        }

        return result;
    }

    [SqlFunction(
        "split_part(varchar, varchar, int) varchar",
        "Part n, from 1, of a text cut at a separator; a negative n counts from the end; empty where there is none.")]
    public static Utf8Text SplitPart(Utf8Text text, Utf8Text separator, int part, ref RowFault fault)
    {
        if (part == 0)
        {
            fault = RowFault.InvalidArgument;
        }

        var index = part > 0 ? part - 1L : part + (separator.Length == 0 ? 1L : text.Span.Count(separator.Span) + 1L);
        return index >= 0 && TryPart(text, separator, index, out var found) ? found : Empty(text);
    }

    [SqlFunction(
        "split_index(varchar, varchar, int) varchar",
        "Part n, from 0, of a text cut at a separator; NULL where there is none, or the text is empty.")]
    public static Utf8Text SplitIndex(Utf8Text text, Utf8Text separator, int index, ref bool isNull)
    {
        isNull = index < 0 || text.Length == 0 || !TryPart(text, separator, index, out var found);
        return isNull ? default : TryPart(text, separator, index, out found) ? found : default;
    }

    [SqlFunction("ascii(varchar) int", "The code point of the first character; 0 for an empty text.")]
    public static int CodePoint(Utf8Text text)
    {
        Rune.DecodeFromUtf8(text.Span, out var rune, out _);
        return text.Length == 0 ? 0 : rune.Value;
    }

    [SqlFunction("chr(int) varchar", "The character with a code point; fails where there is none.")]
    public static Utf8Text Character(int codePoint, TextArena arena, ref RowFault fault)
    {
        if (!Rune.TryCreate(codePoint, out var rune))
        {
            fault = RowFault.InvalidArgument;
            return default;
        }

        rune.EncodeToUtf8(arena.Allocate(rune.Utf8SequenceLength, out var text));
        return text;
    }

    private static readonly Utf8Text Blank = Utf8Text.From(" ");

    private static Utf8Text Empty(Utf8Text text) => new(text.Buffer, text.Start, 0);

    private static Utf8Text Slice(Utf8Text text, int start, int length)
    {
        var span = text.Span;
        var skip = start > 0 ? start - 1L : start == 0 ? 0 : (long)CodePoints.Count(span) + start;
        if (skip < 0)
        {
            return Empty(text);
        }

        var from = CodePoints.Offset(span, skip);
        var count = length == int.MaxValue ? span.Length - from : CodePoints.Offset(span[from..], length);
        return new(text.Buffer, text.Start + from, count);
    }

    private static Utf8Text Pad(
        Utf8Text text, int length, Utf8Text filler, bool atStart, TextArena arena, ref bool isNull, ref RowFault fault)
    {
        isNull = length < 0 || filler.Length == 0;
        if (isNull)
        {
            return default;
        }

        var missing = length - CodePoints.Count(text.Span);
        if (missing <= 0)
        {
            return Slice(text, 1, length);
        }

        var width = CodePoints.Count(filler.Span);
        var rest = filler.Span[..CodePoints.Offset(filler.Span, missing % width)];
        var fill = ((long)(missing / width) * filler.Length) + rest.Length;
        var room = Room(text.Length + fill, arena, out var padded, ref fault);
        if (fault != RowFault.None)
        {
            return padded;
        }

        text.Span.CopyTo(atStart ? room[(int)fill..] : room);
        room = room.Slice(atStart ? 0 : text.Length, (int)fill);
        for (; room.Length > rest.Length; room = room[filler.Length..])
        {
            filler.Span.CopyTo(room);
        }

        rest.CopyTo(room);
        return padded;
    }

    private static bool TryPart(Utf8Text text, Utf8Text separator, long index, out Utf8Text part)
    {
        var start = 0;
        for (; ; index--)
        {
            var length = separator.Length == 0 ? -1 : text.Span[start..].IndexOf(separator.Span);
            if (index == 0)
            {
                part = new(text.Buffer, text.Start + start, length < 0 ? text.Length - start : length);
                return true;
            }

            if (length < 0)
            {
                part = default;
                return false;
            }

            start += length + separator.Length;
        }
    }

    private static bool Has(ReadOnlySpan<byte> characters, ReadOnlySpan<byte> character) => characters.IndexOf(character) >= 0;

    private static Span<byte> Room(long length, TextArena arena, out Utf8Text text, ref RowFault fault)
    {
        if (length > MostBytes)
        {
            fault = RowFault.InvalidArgument;
            length = 0;
        }

        return arena.Allocate((int)length, out text);
    }

    private static int UpperWide(ReadOnlySpan<char> chars, Span<char> room)
    {
        // The one letter of many languages whose capital is two; String.ToUpper leaves it as it is.
        var used = 0;
        foreach (var part in chars.Split('ß'))
        {
            if (used > 0 || part.Start.Value > 0)
            {
                room[used++] = 'S';
                room[used++] = 'S';
            }

            used += Math.Max(0, chars[part].ToUpperInvariant(room[used..]));
        }

        return used;
    }

    private static Utf8Text Map(Utf8Text text, TextArena arena, Func<ReadOnlySpan<char>, Span<char>, int> map)
    {
        var chars = ArrayPool<char>.Shared.Rent(text.Length);
        var mapped = ArrayPool<char>.Shared.Rent(text.Length * 2);
        var count = Encoding.UTF8.GetChars(text.Span, chars);
        count = map(chars.AsSpan(0, count), mapped);
        var result = mapped.AsSpan(0, count);
        Encoding.UTF8.GetBytes(result, arena.Allocate(Encoding.UTF8.GetByteCount(result), out var made));
        ArrayPool<char>.Shared.Return(chars);
        ArrayPool<char>.Shared.Return(mapped);
        return made;
    }
}
