using System.Buffers.Text;
using System.Text;
using NodaTime;

namespace Sensorium.Pipelines.Decode;

/// <summary>
/// Timestamps as text: ISO 8601 with <c>T</c> or a space, up to nine decimals (cut to six), <c>Z</c> or an offset, or none where the
/// column declares a zone; and <c>java.util.Date.toString()</c>. Years 1 to 9999.
/// </summary>
internal sealed class TimestampText(string? zone)
{
    private const long Second = 1_000_000;
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>Offsets of zone abbreviations in minutes: those that mean one thing wherever Java prints them.</summary>
    private static readonly Dictionary<string, int> Abbreviations = new(StringComparer.Ordinal)
    {
        ["UTC"] = 0, ["GMT"] = 0, ["Z"] = 0, ["WET"] = 0, ["WEST"] = 60, ["BST"] = 60, ["CET"] = 60, ["CEST"] = 120, ["EET"] = 120,
        ["EEST"] = 180, ["MSK"] = 180, ["JST"] = 540, ["EST"] = -300, ["EDT"] = -240, ["CST"] = -360, ["CDT"] = -300, ["MST"] = -420,
        ["MDT"] = -360, ["PST"] = -480, ["PDT"] = -420,
    };

    private readonly DateTimeZone? _zone = zone is null ? null : DateTimeZoneProviders.Tzdb[zone];

    public RejectReason Read(ReadOnlySpan<byte> text, out long micros)
    {
        if (text.Length > 0 && char.IsAsciiLetter((char)text[0]))
        {
            return ReadJava(text, out micros);
        }

        micros = 0;
        if (!ReadDate(text, out var days, out var reason))
        {
            return reason;
        }

        long time = 0;
        var rest = text[10..];
        if (rest.Length > 0)
        {
            if (rest[0] is not ((byte)'T' or (byte)' ' or (byte)'t') || !ReadTime(rest[1..], out time, out var used))
            {
                return RejectReason.NotATimestamp;
            }

            rest = rest[(1 + used)..];
        }

        micros = (days * 86_400 * Second) + time;
        if (rest.Length == 0)
        {
            return FromZone(ref micros);
        }

        if (!ReadOffset(rest, out var minutes))
        {
            return RejectReason.NotATimestamp;
        }

        micros -= minutes * 60L * Second;
        return RejectReason.None;
    }

    /// <summary>Days since 1970-01-01 of the <c>yyyy-MM-dd</c> that the text starts with.</summary>
    public static bool ReadDate(ReadOnlySpan<byte> text, out long days, out RejectReason reason)
    {
        days = 0;
        reason = RejectReason.NotATimestamp;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day))
        {
            return false;
        }

        if (year == 0)
        {
            reason = RejectReason.YearOutOfRange;
            return false;
        }

        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
        return true;
    }

    /// <summary>An ambiguous local time takes the earlier offset; one that the clocks skipped is rejected, not guessed.</summary>
    private RejectReason FromZone(ref long micros)
    {
        if (_zone is null)
        {
            return RejectReason.NoZone;
        }

        var local = new LocalDateTime(1970, 1, 1, 0, 0).PlusTicks(micros * 10);
        var mapping = _zone.MapLocal(local);
        if (mapping.Count == 0)
        {
            return RejectReason.SkippedLocalTime;
        }

        micros = mapping.First().ToInstant().ToUnixTimeTicks() / 10;
        return RejectReason.None;
    }

    private static bool ReadTime(ReadOnlySpan<byte> text, out long micros, out int used)
    {
        micros = 0;
        used = 5;
        if (text.Length < 5 || text[2] != ':' || !Digits(text[..2], out var hour) || !Digits(text[3..5], out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        var second = 0;
        long fraction = 0;
        if (text.Length > 5 && text[5] == ':')
        {
            if (text.Length < 8 || !Digits(text[6..8], out second) || second > 59)
            {
                return false;
            }

            used = 8;
            if (text.Length > 8 && text[8] is (byte)'.' or (byte)',')
            {
                var (i, unit) = (9, Second);
                for (; i < text.Length && (uint)(text[i] - '0') <= 9 && i < 18; i++)
                {
                    unit /= 10;
                    fraction += (text[i] - '0') * unit;
                }

                if (i == 9)
                {
                    return false;
                }

                used = i;
            }
        }

        micros = ((hour * 3600L) + (minute * 60) + second) * Second + fraction;
        return true;
    }

    private static bool ReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length < 3 || text[0] is not ((byte)'+' or (byte)'-') || !Digits(text[1..3], out var hours) || hours > 18)
        {
            return false;
        }

        var rest = text[3..];
        rest = rest.Length > 0 && rest[0] == ':' ? rest[1..] : rest;
        var extra = 0;
        if (rest.Length > 0 && (rest.Length != 2 || !Digits(rest, out extra) || extra > 59))
        {
            return false;
        }

        minutes = ((hours * 60) + extra) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    /// <summary><c>Tue Nov 24 10:15:30 CET 2026</c>.</summary>
    private static RejectReason ReadJava(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        var words = Encoding.UTF8.GetString(text).Split(' ');
        if (words.Length != 6
            || Array.IndexOf(Months, words[1]) is var month && month < 0
            || !int.TryParse(words[2], out var day)
            || !ReadTime(Encoding.UTF8.GetBytes(words[3]), out var time, out _)
            || !Abbreviations.TryGetValue(words[4], out var minutes)
            || !int.TryParse(words[5], out var year) || year is < 1 or > 9999
            || day < 1 || day > DateTime.DaysInMonth(year, month + 1))
        {
            return RejectReason.NotATimestamp;
        }

        var date = new DateTime(year, month + 1, day).Ticks - DateTime.UnixEpoch.Ticks;
        micros = (date / 10) + time - (minutes * 60L * Second);
        return RejectReason.None;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value) => Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && text[0] is not ((byte)'-' or (byte)'+');
}
