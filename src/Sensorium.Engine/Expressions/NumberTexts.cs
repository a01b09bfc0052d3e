using System.Buffers.Text;
using System.Globalization;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions;

/// <summary>
/// Numbers as text and back, in the form of Flink (Java): <c>1.0</c>, <c>1.0E10</c>, <c>1.0E-7</c>, <c>NaN</c>, <c>-Infinity</c>.
/// </summary>
internal static class NumberTexts
{
    private const int MostBytes = 32;

    public static Utf8Text Format(long value, TextArena arena)
    {
        var room = arena.Allocate(MostBytes, out var text);
        Utf8Formatter.TryFormat(value, room, out var written);
        return arena.Shorten(text, written);
    }

    /// <summary>The shortest text that reads back the same: plain from 10^−3 to below 10^7, with an exponent elsewhere.</summary>
    public static Utf8Text Format(double value, TextArena arena)
    {
        if (!double.IsFinite(value))
        {
            return arena.Copy(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }

        var room = arena.Allocate(MostBytes, out var text);
        var used = 0;
        if (double.IsNegative(value))
        {
            room[used++] = (byte)'-';
        }

        Span<byte> digits = stackalloc byte[MostBytes];
        var count = Digits(Math.Abs(value), digits, out var exponent);
        if (value == 0)
        {
            "0.0"u8.CopyTo(room[used..]);
            return arena.Shorten(text, used + 3);
        }

        if (exponent is > -3 and <= 7)
        {
            used = Plain(digits[..count], exponent, room, used);
        }
        else
        {
            room[used++] = digits[0];
            room[used++] = (byte)'.';
            if (count == 1)
            {
                room[used++] = (byte)'0';
            }

            digits[1..count].CopyTo(room[used..]);
            used += count - 1;
            room[used++] = (byte)'E';
            Utf8Formatter.TryFormat(exponent - 1, room[used..], out var written);
            used += written;
        }

        return arena.Shorten(text, used);
    }

    /// <summary>The significant digits of a positive number's shortest text: 0.d₁d₂… × 10^exponent. Zero has one digit 0.</summary>
    public static int Digits(double value, Span<byte> digits, out int exponent)
    {
        Span<byte> text = stackalloc byte[MostBytes];
        // Of the very least numbers, where one digit would do, Java writes the nearest of two: 4.9E-324.
        value.TryFormat(text, out var length, value is > 0 and < 1e-322 ? "E1" : "R", CultureInfo.InvariantCulture);
        text = text[..length];
        exponent = 0;
        var mark = text.IndexOf((byte)'E');
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        var point = text.IndexOf((byte)'.');
        exponent += point < 0 ? text.Length : point;
        var count = 0;
        foreach (var digit in text)
        {
            if (digit == '0' && count == 0)
            {
                exponent--;
            }
            else if (digit != '.')
            {
                digits[count++] = digit;
            }
        }

        while (count > 0 && digits[count - 1] == '0')
        {
            count--;
        }

        if (count == 0)
        {
            digits[count++] = (byte)'0';
        }

        return count;
    }

    /// <summary>0.d₁d₂… × 10^exponent, with a 1 before the digits where <paramref name="carry"/> is set.</summary>
    public static double FromDigits(ReadOnlySpan<byte> digits, int exponent, bool carry)
    {
        Span<byte> text = stackalloc byte[MostBytes * 2];
        var used = 0;
        if (carry)
        {
            text[used++] = (byte)'1';
        }

        digits.CopyTo(text[used..]);
        used += digits.Length;
        text[used++] = (byte)'E';
        Utf8Formatter.TryFormat(exponent - digits.Length, text[used..], out var written);
        return double.Parse(text[..(used + written)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number; blanks around it and decimals, which are cut, are allowed, an exponent is not.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        text = text.Trim((byte)' ');
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var rest = point < 0 ? default : text[(point + 1)..];
        if (rest.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        if (whole.TrimStart("+-"u8).IsEmpty)
        {
            return whole.Length <= 1 && !rest.IsEmpty;
        }

        return Utf8Parser.TryParse(whole, out value, out var read) && read == whole.Length;
    }

    /// <summary>A double; blanks around it are allowed, and NaN, Infinity and -Infinity.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(
            text.Trim((byte)' '),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out value);

    private static int Plain(ReadOnlySpan<byte> digits, int exponent, Span<byte> room, int used)
    {
        if (exponent <= 0)
        {
            "0."u8.CopyTo(room[used..]);
            used += 2;
            room.Slice(used, -exponent).Fill((byte)'0');
            used -= exponent;
            digits.CopyTo(room[used..]);
            return used + digits.Length;
        }

        var whole = Math.Min(exponent, digits.Length);
        digits[..whole].CopyTo(room[used..]);
        room.Slice(used + whole, exponent - whole).Fill((byte)'0');
        used += exponent;
        room[used++] = (byte)'.';
        if (digits.Length <= exponent)
        {
            room[used++] = (byte)'0';
            return used;
        }

        digits[exponent..].CopyTo(room[used..]);
        return used + digits.Length - exponent;
    }
}
