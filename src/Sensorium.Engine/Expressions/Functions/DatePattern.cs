using System.Buffers.Text;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Time;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>
/// A date and time format in the letters of Java: <c>y M d D E H h m s S a X</c>, text in single quotes. Names of months and days are
/// English. Understood once, then used for every row.
/// </summary>
internal sealed class DatePattern
{
    private const int MostBytes = 256;

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private readonly List<(char Letter, int Width, byte[] Literal)> _parts = [];

    private DatePattern()
    {
    }

    /// <summary>Null where the pattern has an unknown letter, an open quote or is too long.</summary>
    public static DatePattern? Compile(string pattern)
    {
        var compiled = new DatePattern();
        if (pattern.Length > MostBytes / 8)
        {
            return null;
        }

        for (var i = 0; i < pattern.Length;)
        {
            var letter = pattern[i];
            if (letter == '\'')
            {
                var end = i + 1;
                while (end < pattern.Length && (pattern[end] != '\'' || (end > i + 1 && pattern.AsSpan(end).StartsWith("''"))))
                {
                    end += pattern[end] == '\'' ? 2 : 1;
                }

                if (end >= pattern.Length)
                {
                    return null;
                }

                // Two quotes are one, inside quoted text and outside.
                compiled.Literal(end == i + 1 ? "'" : pattern[(i + 1)..end].Replace("''", "'", StringComparison.Ordinal));
                i = end + 1;
            }
            else if (char.IsAsciiLetter(letter))
            {
                var start = i;
                while (i < pattern.Length && pattern[i] == letter)
                {
                    i++;
                }

                var width = i - start;
                if (!"yuMdDEHhmsSaX".Contains(letter) || width > (letter == 'S' ? 9 : 5))
                {
                    return null;
                }

                compiled._parts.Add((letter == 'u' ? 'y' : letter, width, []));
            }
            else
            {
                compiled.Literal(letter.ToString());
                i++;
            }
        }

        return compiled;
    }

    public Utf8Text Format(long instant, TextArena arena)
    {
        var day = Calendar.DayOf(instant);
        var time = instant - (day * Calendar.MicrosPerDay);
        var (year, month, dayOfMonth) = Calendar.DateOf(day);
        var room = arena.Allocate(MostBytes + (_parts.Count * 12), out var text);
        var used = 0;
        foreach (var (letter, width, literal) in _parts)
        {
            var rest = room[used..];
            used += letter switch
            {
                'y' when width == 2 => Number(rest, ((year % 100) + 100) % 100, 2),
                'y' => Number(rest, year, width),
                'M' when width >= 3 => Name(rest, Months[month - 1], width),
                'M' => Number(rest, month, width),
                'd' => Number(rest, dayOfMonth, width),
                'D' => Number(rest, Calendar.DayOfYear(day), width),
                'E' => Name(rest, Days[Calendar.IsoDayOfWeek(day) - 1], width),
                'H' => Number(rest, (int)(time / (3600 * Calendar.MicrosPerSecond)), width),
                'h' => Number(rest, ((int)(time / (3600 * Calendar.MicrosPerSecond)) + 11) % 12 + 1, width),
                'm' => Number(rest, (int)(time / (60 * Calendar.MicrosPerSecond) % 60), width),
                's' => Number(rest, (int)(time / Calendar.MicrosPerSecond % 60), width),
                'S' => Fraction(rest, (int)(time % Calendar.MicrosPerSecond), width),
                'a' => Copy(rest, time < Calendar.MicrosPerDay / 2 ? "AM"u8 : "PM"u8),
                'X' => Copy(rest, "Z"u8),
                _ => Copy(rest, literal),
            };
        }

        return arena.Shorten(text, used);
    }

    /// <summary>Parts the pattern does not have are those of 1970-01-01 00:00. The text must match as a whole and be a real date.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long instant)
    {
        instant = 0;
        var (year, month, day, dayOfYear, hour, half, minute, second, micros, offset) = (1970, 1, 1, 0, 0, -1, 0, 0, 0, 0);
        foreach (var (letter, width, literal) in _parts)
        {
            var ok = letter switch
            {
                'y' when width == 2 => TakeNumber(ref text, 2, 2, out year) && (year += 2000) > 0,
                'y' => TakeNumber(ref text, width == 4 ? 4 : 1, Math.Max(width, 4), out year),
                'M' when width >= 3 => TakeName(ref text, Months, width, out month),
                'M' => TakeNumber(ref text, width, 2, out month),
                'd' => TakeNumber(ref text, width, 2, out day),
                'D' => TakeNumber(ref text, width, 3, out dayOfYear) && dayOfYear > 0,
                'E' => TakeName(ref text, Days, width, out _),
                'H' => TakeNumber(ref text, width, 2, out hour) && hour < 24,
                'h' => TakeNumber(ref text, width, 2, out hour) && hour is >= 1 and <= 12 && (hour %= 12) >= 0,
                'm' => TakeNumber(ref text, width, 2, out minute) && minute < 60,
                's' => TakeNumber(ref text, width, 2, out second) && second < 60,
                'S' => TakeFraction(ref text, width, out micros),
                'a' => TakeHalf(ref text, out half),
                'X' => TimeText.TakeZone(ref text, out offset),
                _ => TakeLiteral(ref text, literal),
            };
            if (!ok)
            {
                return false;
            }
        }

        if (!text.IsEmpty || !Calendar.IsDate(year, month, day))
        {
            return false;
        }

        var date = Calendar.DayOf(year, month, day) + (dayOfYear > 0 ? dayOfYear - 1 : 0);
        if (dayOfYear > 0 && Calendar.DateOf(date).Year != year)
        {
            return false;
        }

        hour += half > 0 ? 12 : 0;
        var seconds = (date * 86_400) + (hour * 3600L) + (minute * 60) + second - offset;
        instant = (seconds * Calendar.MicrosPerSecond) + micros;
        return true;
    }

    private static int Number(Span<byte> room, int value, int width)
    {
        Utf8Formatter.TryFormat(Math.Abs((long)value), room, out var length, new('D', (byte)width));
        if (value >= 0)
        {
            return length;
        }

        room[..length].CopyTo(room[1..]);
        room[0] = (byte)'-';
        return length + 1;
    }

    private static int Fraction(Span<byte> room, int micros, int width)
    {
        Span<byte> digits = stackalloc byte[9];
        digits.Fill((byte)'0');
        Utf8Formatter.TryFormat(micros, digits, out _, new('D', 6));
        return Copy(room, digits[..width]);
    }

    private static int Name(Span<byte> room, string name, int width) =>
        Encoding.ASCII.GetBytes(width <= 3 ? name.AsSpan(0, 3) : name, room);

    private static int Copy(Span<byte> room, ReadOnlySpan<byte> text)
    {
        text.CopyTo(room);
        return text.Length;
    }

    private static bool TakeNumber(ref ReadOnlySpan<byte> text, int least, int most, out int value)
    {
        value = 0;
        var used = 0;
        while (used < text.Length && used < most && text[used] is >= (byte)'0' and <= (byte)'9')
        {
            value = (value * 10) + text[used++] - '0';
        }

        text = text[used..];
        return used >= least;
    }

    private static bool TakeFraction(ref ReadOnlySpan<byte> text, int width, out int micros)
    {
        var before = text.Length;
        if (!TakeNumber(ref text, width, width, out micros))
        {
            return false;
        }

        for (var digits = before - text.Length; digits != 6; digits += digits < 6 ? 1 : -1)
        {
            micros = digits < 6 ? micros * 10 : micros / 10;
        }

        return true;
    }

    private static bool TakeName(ref ReadOnlySpan<byte> text, string[] names, int width, out int number)
    {
        for (number = 1; number <= names.Length; number++)
        {
            var name = width <= 3 ? names[number - 1].AsSpan(0, 3) : names[number - 1];
            if (text.Length >= name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name))
            {
                text = text[name.Length..];
                return true;
            }
        }

        return false;
    }

    private static bool TakeHalf(ref ReadOnlySpan<byte> text, out int half)
    {
        half = text.Length < 2 ? -1 : Ascii.EqualsIgnoreCase(text[..2], "AM"u8) ? 0 : Ascii.EqualsIgnoreCase(text[..2], "PM"u8) ? 1 : -1;
        text = half < 0 ? text : text[2..];
        return half >= 0;
    }

    private static bool TakeLiteral(ref ReadOnlySpan<byte> text, byte[] literal)
    {
        if (!text.StartsWith(literal))
        {
            return false;
        }

        text = text[literal.Length..];
        return true;
    }

    private void Literal(string text) => _parts.Add(('\0', 0, Encoding.UTF8.GetBytes(text)));
}
