using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Decode;

/// <summary>Turns one field of a record into one value of a column: JSON tokens and text by the same rules.</summary>
internal sealed class ValueReader(StreamColumn column)
{
    private static readonly long[] MicrosPerUnit = [0, 1_000_000, 1_000, 1];

    private readonly TimestampText _timestamps = new(column.Time?.Zone);

    /// <param name="into">Takes the value; null where the column is only judged.</param>
    public RejectReason ReadText(ReadOnlySpan<byte> text, Column? into, int row, out long time)
    {
        time = 0;
        switch (column.Field.Type)
        {
            case TypeKind.Varchar or TypeKind.Binary:
                (into as TextColumn)?.Set(row, text);
                return RejectReason.None;
            case TypeKind.Double:
                var reason = NumeralText.ReadDouble(text, out var number);
                (into as Column<double>)?.Set(row, number);
                return reason;
            case TypeKind.Integer:
                reason = NumeralText.ReadWhole(text, int.MinValue, int.MaxValue, out var whole);
                (into as Column<int>)?.Set(row, (int)whole);
                return reason;
            case TypeKind.BigInt:
                reason = NumeralText.ReadWhole(text, long.MinValue, long.MaxValue, out whole);
                (into as Column<long>)?.Set(row, whole);
                return reason;
            case TypeKind.Boolean:
                return ReadBoolean(text, into, row);
            case TypeKind.Date:
                if (text.Length != 10 || !TimestampText.ReadDate(text, out var days, out reason))
                {
                    return RejectReason.NotADate;
                }

                (into as Column<int>)?.Set(row, (int)days);
                return RejectReason.None;
            case TypeKind.Timestamp:
                reason = column.Time is null or { Kind: TimestampKind.Text } ? _timestamps.Read(text, out time) : ReadEpoch(text, out time);
                return reason == RejectReason.None ? SetTime(time, into, row) : reason;
            default:
                return ReadPoint(text, into, row);
        }
    }

    public RejectReason ReadJson(ref Utf8JsonReader reader, Column? into, int row, out long time)
    {
        time = 0;
        var type = column.Field.Type;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (!reader.ValueIsEscaped)
                {
                    return ReadText(reader.ValueSpan, into, row, out time);
                }

                try
                {
                    return ReadText(Encoding.UTF8.GetBytes(reader.GetString()!), into, row, out time);
                }
                catch (InvalidOperationException)
                {
                    return RejectReason.LoneSurrogate;
                }

            case JsonTokenType.Number:
                if (type is TypeKind.Varchar or TypeKind.Binary)
                {
                    (into as TextColumn)?.Set(row, reader.ValueSpan);
                    return RejectReason.None;
                }

                return type is TypeKind.Double or TypeKind.Integer or TypeKind.BigInt || (type == TypeKind.Timestamp && column.Time is { Kind: not TimestampKind.Text })
                    ? ReadText(reader.ValueSpan, into, row, out time)
                    : RejectReason.WrongType;
            case JsonTokenType.True or JsonTokenType.False when type == TypeKind.Boolean:
                (into as Column<byte>)?.Set(row, reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0);
                return RejectReason.None;
            case JsonTokenType.StartObject or JsonTokenType.StartArray when type == TypeKind.Point:
                return ReadPoint(ref reader, into, row);
            default:
                return RejectReason.WrongType;
        }
    }

    private static RejectReason ReadBoolean(ReadOnlySpan<byte> text, Column? into, int row)
    {
        if (!Utf8Parser.TryParse(text, out bool value, out var used) || used != text.Length)
        {
            return RejectReason.NotABoolean;
        }

        (into as Column<byte>)?.Set(row, value ? (byte)1 : (byte)0);
        return RejectReason.None;
    }

    private RejectReason ReadEpoch(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (NumeralText.ReadWhole(text, long.MinValue, long.MaxValue, out var whole) == RejectReason.None)
        {
            var wide = (Int128)whole * MicrosPerUnit[(int)column.Time!.Kind];
            micros = (long)wide;
            return wide == micros ? RejectReason.None : RejectReason.YearOutOfRange;
        }

        if (NumeralText.ReadDouble(text, out var number) != RejectReason.None)
        {
            return RejectReason.NotATimestamp;
        }

        var scaled = Math.Round(number * MicrosPerUnit[(int)column.Time!.Kind]);
        micros = Math.Abs(scaled) < 9e18 ? (long)scaled : 0;
        return Math.Abs(scaled) < 9e18 ? RejectReason.None : RejectReason.YearOutOfRange;
    }

    private static RejectReason SetTime(long time, Column? into, int row)
    {
        if (time is < -62_135_596_800_000_000 or > 253_402_300_799_999_999)
        {
            return RejectReason.YearOutOfRange;
        }

        (into as Column<long>)?.Set(row, time);
        return RejectReason.None;
    }

    /// <summary><c>{"latitude":…,"longitude":…}</c> or <c>[lat, lon]</c>; short names too.</summary>
    private static RejectReason ReadPoint(ref Utf8JsonReader reader, Column? into, int row)
    {
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        var depth = reader.CurrentDepth;
        Span<double> parts = [double.NaN, double.NaN];
        var (index, seen) = (isArray ? 0 : -1, 0);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                index = reader.ValueTextEquals("latitude"u8) || reader.ValueTextEquals("lat"u8) ? 0
                    : reader.ValueTextEquals("longitude"u8) || reader.ValueTextEquals("lon"u8) || reader.ValueTextEquals("lng"u8) ? 1
                    : -1;
                continue;
            }

            if (reader.CurrentDepth == depth + 1 && index is 0 or 1
                && reader.TokenType is JsonTokenType.Number or JsonTokenType.String
                && NumeralText.ReadDouble(reader.ValueSpan, out var number) == RejectReason.None)
            {
                parts[index] = number;
                seen++;
            }

            index = isArray ? index + 1 : -1;
        }

        return seen < 2 || double.IsNaN(parts[0]) || double.IsNaN(parts[1]) ? RejectReason.NotAPoint : SetPoint(new(parts[0], parts[1]), into, row);
    }

    /// <summary><c>(lat, lon)</c> or <c>lat,lon</c>.</summary>
    private static RejectReason ReadPoint(ReadOnlySpan<byte> text, Column? into, int row)
    {
        text = text.Trim((byte)' ');
        if (text is [(byte)'(', .., (byte)')'] or [(byte)'[', .., (byte)']'])
        {
            text = text[1..^1];
        }

        var comma = text.IndexOf((byte)',');
        return comma < 0
            || NumeralText.ReadDouble(text[..comma].Trim((byte)' '), out var latitude) != RejectReason.None
            || NumeralText.ReadDouble(text[(comma + 1)..].Trim((byte)' '), out var longitude) != RejectReason.None
            ? RejectReason.NotAPoint
            : SetPoint(new(latitude, longitude), into, row);
    }

    private static RejectReason SetPoint(GeoPoint point, Column? into, int row)
    {
        if (!point.IsValid)
        {
            return RejectReason.PointOutOfRange;
        }

        (into as Column<GeoPoint>)?.Set(row, point);
        return RejectReason.None;
    }
}
