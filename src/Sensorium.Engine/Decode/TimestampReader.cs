using Sensorium.Core.Time;
using System.Runtime.InteropServices;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Reads a column's timestamps as microseconds since 1970-01-01 UTC. Fractions finer than a microsecond are rounded down. Remembers the
/// last day and the zone's last offset, so it is one a column and decoder, and not thread-safe.
/// </summary>
internal sealed class TimestampReader(TimestampFormat format)
{
    private readonly LocalZone? _zone = format.Zone is null ? null : new(format.Zone);

    public TimestampKind Kind => format.Kind;

    /// <summary>The last day that was read.</summary>
    public KnownDay Day { get; private set; }

    /// <summary>A JSON number: only where the column's unit is declared.</summary>
    public RejectReason ReadNumber(ReadOnlySpan<byte> numeral, out long micros)
    {
        micros = 0;
        var power = format.Kind switch
        {
            TimestampKind.EpochSeconds => 6,
            TimestampKind.EpochMilliseconds => 3,
            TimestampKind.EpochMicroseconds => 0,
            _ => -1,
        };
        if (power < 0)
        {
            return RejectReason.WrongType;
        }

        if (!NumeralText.TryParse(numeral, out var parts))
        {
            return RejectReason.NotATimestamp;
        }

        if (!parts.TryScale(power, out var whole, out _) || whole < Calendar.FirstMicros || whole > Calendar.LastMicros)
        {
            return RejectReason.YearOutOfRange;
        }

        micros = (long)whole;
        return RejectReason.None;
    }

    /// <summary>Text in any of the forms that are text, and numerals where the column's unit is declared.</summary>
    public RejectReason ReadText(ReadOnlySpan<byte> text, out long micros)
    {
        if (text.Length == ShortTime.Length && ShortTime.TryRead(ref MemoryMarshal.GetReference(text), Day, out micros))
        {
            return RejectReason.None;
        }

        if (text.Length >= 16 && text[4] == '-')
        {
            return ReadIso(text, out micros);
        }

        if (format.Kind != TimestampKind.Text && text.Length > 0 && text[0] is < (byte)'A')
        {
            return ReadNumber(text, out micros);
        }

        return ReadJavaDate(text, out micros);
    }

    /// <summary><c>yyyy-MM-dd[T ]HH:mm[:ss[.fffffffff]][Z|±hh[[:]mm]]</c>.</summary>
    private RejectReason ReadIso(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        var (dayText, dayTail) = (MemoryMarshal.Read<ulong>(text), MemoryMarshal.Read<ushort>(text[8..]));
        if (dayText != Day.Text || dayTail != Day.Tail)
        {
            var reason = FixedTime.ReadDate(text[..10], out var days);
            if (reason != RejectReason.None)
            {
                return reason == RejectReason.NotADate ? RejectReason.NotATimestamp : reason;
            }

            Day = new(dayText, dayTail, days * Calendar.MicrosPerDay);
        }

        if (text[10] is not ((byte)'T' or (byte)' ') || text[13] != ':')
        {
            return RejectReason.NotATimestamp;
        }

        var (hour, minute, second) = (FixedTime.TwoDigits(text, 11), FixedTime.TwoDigits(text, 14), 0);
        var fraction = 0L;
        var i = 16;
        if (i < text.Length && text[i] == ':')
        {
            if (text.Length < 19)
            {
                return RejectReason.NotATimestamp;
            }

            second = FixedTime.TwoDigits(text, 17);
            i = 19;
            if (i < text.Length && text[i] == '.')
            {
                var start = ++i;
                var unit = 100_000L;
                for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
                {
                    fraction += (text[i] - '0') * unit;
                    unit /= 10;
                }

                if (i == start || i - start > 9)
                {
                    return RejectReason.NotATimestamp;
                }
            }
        }

        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return RejectReason.NotATimestamp;
        }

        var local = Day.Micros + (((hour * 3600L) + (minute * 60) + second) * Calendar.MicrosPerSecond) + fraction;
        if (i == text.Length)
        {
            return _zone is null ? RejectReason.NoZone : InRange(_zone.ToUtc(local, out micros), micros);
        }

        if (!TryOffset(text[i..], out var offsetMinutes))
        {
            return RejectReason.NotATimestamp;
        }

        micros = local - (offsetMinutes * 60 * Calendar.MicrosPerSecond);
        return InRange(RejectReason.None, micros);
    }

    /// <summary><c>Tue Nov 24 10:15:30 CET 2026</c>; the weekday must be the date's.</summary>
    private RejectReason ReadJavaDate(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length < 25 || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[13] != ':' || text[16] != ':'
            || text[19] != ' ')
        {
            return RejectReason.NotATimestamp;
        }

        var weekday = "SunMonTueWedThuFriSat"u8.IndexOf(text[..3]);
        var month = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(text.Slice(4, 3));
        var zone = text[20..^5];
        var (century, years) = (FixedTime.TwoDigits(text, text.Length - 4), FixedTime.TwoDigits(text, text.Length - 2));
        var (hour, minute, second) = (FixedTime.TwoDigits(text, 11), FixedTime.TwoDigits(text, 14), FixedTime.TwoDigits(text, 17));
        if (weekday < 0 || weekday % 3 != 0 || month < 0 || month % 3 != 0 || text[^5] != ' ' || century < 0 || years < 0
            || !FixedTime.TryDay((century * 100) + years, (month / 3) + 1, FixedTime.TwoDigits(text, 8), out var days)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return RejectReason.NotATimestamp;
        }

        // 0001-01-01, 719162 days before 1970, was a Monday.
        if ((days + 719_163) % 7 != weekday / 3)
        {
            return RejectReason.NotATimestamp;
        }

        if (!ZoneAbbreviations.TryFind(zone, out var offsetMinutes)
            && !(zone.StartsWith("GMT"u8) && TryOffset(zone[3..], out offsetMinutes)))
        {
            return RejectReason.NotATimestamp;
        }

        micros = (days * Calendar.MicrosPerDay)
            + (((hour * 3600L) + (minute * 60) + second - (offsetMinutes * 60L)) * Calendar.MicrosPerSecond);
        return InRange(RejectReason.None, micros);
    }

    /// <summary><c>Z</c>, <c>±hh</c>, <c>±hhmm</c> or <c>±hh:mm</c>, at most 18 hours.</summary>
    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z'])
        {
            return true;
        }

        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || (text.Length == 6 && text[3] != ':'))
        {
            return false;
        }

        var (hours, rest) = (FixedTime.TwoDigits(text, 1), text.Length == 3 ? 0 : FixedTime.TwoDigits(text, text.Length - 2));
        if (hours < 0 || rest is < 0 or > 59 || (hours * 60) + rest > 18 * 60)
        {
            return false;
        }

        minutes = ((hours * 60) + rest) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static RejectReason InRange(RejectReason reason, long micros) =>
        reason != RejectReason.None ? reason
        : micros is < Calendar.FirstMicros or > Calendar.LastMicros ? RejectReason.YearOutOfRange
        : RejectReason.None;
}
