namespace Sensorium.Core.Time;

/// <summary>Dates and times of day in the text form that SQL literals and casts take.</summary>
public static class TimeText
{
    /// <summary>
    /// <c>yyyy-MM-dd</c>, then optionally a blank or T and <c>HH:mm</c>, <c>:ss</c> and up to nine decimals, of which six count, then
    /// optionally Z or an offset as ±hh:mm, ±hhmm or ±hh. Blanks around are allowed; without a zone it is UTC.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long instant)
    {
        instant = 0;
        text = text.Trim((byte)' ');
        if (!TakeDate(ref text, out var day))
        {
            return false;
        }

        var seconds = day * 86_400;
        var micros = 0;
        if (!text.IsEmpty)
        {
            if (text[0] is not ((byte)' ' or (byte)'T' or (byte)'t'))
            {
                return false;
            }

            text = text[1..];
            if (!TakeTwo(ref text, 23, out var hour) || !Take(ref text, ':') || !TakeTwo(ref text, 59, out var minute))
            {
                return false;
            }

            seconds += (hour * 3600) + (minute * 60);
            if (Take(ref text, ':'))
            {
                if (!TakeTwo(ref text, 59, out var second) || (Take(ref text, '.') && !TakeDecimals(ref text, out micros)))
                {
                    return false;
                }

                seconds += second;
            }

            if (!text.IsEmpty)
            {
                if (!TakeZone(ref text, out var offset) || !text.IsEmpty)
                {
                    return false;
                }

                seconds -= offset;
            }
        }

        instant = (seconds * Calendar.MicrosPerSecond) + micros;
        return true;
    }

    /// <summary><c>yyyy-MM-dd</c>; a time of day after it is ignored where it is well-formed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out int date)
    {
        var valid = TryParse(text, out long instant);
        date = (int)Calendar.DayOf(instant);
        return valid;
    }

    /// <summary>Z or an offset from UTC, in seconds.</summary>
    public static bool TakeZone(ref ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (Take(ref text, 'Z') || Take(ref text, 'z'))
        {
            return true;
        }

        var negative = !text.IsEmpty && text[0] == '-';
        if ((!Take(ref text, '+') && !Take(ref text, '-')) || !TakeTwo(ref text, 18, out var hours))
        {
            return false;
        }

        var minutes = 0;
        if ((Take(ref text, ':') || !text.IsEmpty) && !TakeTwo(ref text, 59, out minutes))
        {
            return false;
        }

        seconds = ((hours * 60) + minutes) * (negative ? -60 : 60);
        return true;
    }

    private static bool TakeDate(ref ReadOnlySpan<byte> text, out long day)
    {
        day = 0;
        var used = 0;
        Span<int> parts = stackalloc int[3];
        for (var part = 0; part < 3; part++)
        {
            var start = used;
            while (used < text.Length && used - start < (part == 0 ? 4 : 2) && text[used] is >= (byte)'0' and <= (byte)'9')
            {
                parts[part] = (parts[part] * 10) + text[used++] - '0';
            }

            if (used == start || (part == 0 && used - start < 4) || (part < 2 && (used == text.Length || text[used++] != '-')))
            {
                return false;
            }
        }

        text = text[used..];
        day = Calendar.IsDate(parts[0], parts[1], parts[2]) ? Calendar.DayOf(parts[0], parts[1], parts[2]) : long.MinValue;
        return day != long.MinValue;
    }

    private static bool TakeDecimals(ref ReadOnlySpan<byte> text, out int micros)
    {
        micros = 0;
        var used = 0;
        for (; used < text.Length && used < 9 && text[used] is >= (byte)'0' and <= (byte)'9'; used++)
        {
            micros = used < 6 ? (micros * 10) + text[used] - '0' : micros;
        }

        for (var digits = used; digits < 6; digits++)
        {
            micros *= 10;
        }

        text = text[used..];
        return used > 0;
    }

    private static bool TakeTwo(ref ReadOnlySpan<byte> text, int most, out int value)
    {
        value = -1;
        if (text.Length < 2 || text[0] is < (byte)'0' or > (byte)'9' || text[1] is < (byte)'0' or > (byte)'9')
        {
            return false;
        }

        value = ((text[0] - '0') * 10) + text[1] - '0';
        text = text[2..];
        return value <= most;
    }

    private static bool Take(ref ReadOnlySpan<byte> text, char sign)
    {
        if (text.IsEmpty || text[0] != sign)
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
