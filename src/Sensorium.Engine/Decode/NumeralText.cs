using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Decimal numerals, read exactly: an optional sign, digits with at most one point among or beside them, an optional exponent. This is
/// JSON's grammar and, for text, a little more (<c>+1</c>, <c>007</c>, <c>.5</c>, <c>5.</c>). No spaces, no NaN, no infinity.
/// </summary>
internal static class NumeralText
{
    private static readonly double[] ExactPowers =
        [.. Enumerable.Range(0, 23).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <summary>The nearest double; a number that rounds to infinity is an overflow, one that rounds to zero is zero.</summary>
    public static RejectReason ReadDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (!TryParse(text, out var parts))
        {
            value = 0;
            return RejectReason.NotANumber;
        }

        // Both operands are exact, so the one rounding of the division or product is the right one.
        if (parts.Digits <= 1UL << 53 && !parts.Cut && parts.Exponent is >= -22 and <= 22)
        {
            var magnitude = parts.Exponent < 0
                ? (double)(ulong)parts.Digits / ExactPowers[-parts.Exponent]
                : (double)(ulong)parts.Digits * ExactPowers[parts.Exponent];
            value = parts.Negative ? -magnitude : magnitude;
            return RejectReason.None;
        }

        value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? RejectReason.None : RejectReason.Overflow;
    }

    /// <summary>A number whose value is whole, however it is written: <c>5</c>, <c>5.0</c>, <c>5e0</c>.</summary>
    public static RejectReason ReadWhole(ReadOnlySpan<byte> text, long minimum, long maximum, out long value)
    {
        value = 0;
        if (!TryParse(text, out var parts))
        {
            return RejectReason.NotANumber;
        }

        if (!parts.TryScale(0, out var whole, out var exact))
        {
            return RejectReason.Overflow;
        }

        if (!exact)
        {
            return RejectReason.NotWhole;
        }

        if (whole < minimum || whole > maximum)
        {
            return RejectReason.Overflow;
        }

        value = (long)whole;
        return RejectReason.None;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out Numeral parts)
    {
        parts = default;
        var i = 0;
        if (i < text.Length && text[i] is (byte)'-' or (byte)'+')
        {
            parts.Negative = text[i] == '-';
            i++;
        }

        var digits = 0UL;
        var start = i;
        i = ReadDigits(text, i, ref digits, ref parts);
        var count = i - start;
        if (i < text.Length && text[i] == '.')
        {
            var point = ++i;
            i = ReadDigits(text, i, ref digits, ref parts);
            count += i - point;
            parts.Exponent -= i - point;
        }

        if (count == 0)
        {
            return false;
        }

        if (!parts.IsWide)
        {
            parts.Digits = digits;
        }

        if (i < text.Length && text[i] is (byte)'e' or (byte)'E')
        {
            i++;
            var negative = false;
            if (i < text.Length && text[i] is (byte)'-' or (byte)'+')
            {
                negative = text[i] == '-';
                i++;
            }

            var exponent = 0;
            start = i;
            for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
            {
                exponent = Math.Min((exponent * 10) + (text[i] - '0'), 100_000_000);
            }

            if (i == start)
            {
                return false;
            }

            parts.Exponent += negative ? -exponent : exponent;
        }

        return i == text.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadDigits(ReadOnlySpan<byte> text, int i, ref ulong digits, ref Numeral parts)
    {
        for (; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
            {
                break;
            }

            if (!parts.IsWide && digits < 1_000_000_000_000_000_000)
            {
                digits = (digits * 10) + digit;
            }
            else
            {
                parts.Append(digits, digit);
            }
        }

        return i;
    }
}
