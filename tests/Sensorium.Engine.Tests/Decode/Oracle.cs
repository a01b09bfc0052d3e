using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Sensorium.Core;
using Sensorium.Engine.Decode;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Decode;

/// <summary>
/// Judges records by the rules alone, with <see cref="JsonDocument"/>, regular expressions and big integers: slow, and sharing nothing with
/// the decoder but the list of zone abbreviations. Knows neither CHECKs nor the clock.
/// </summary>
internal sealed partial class Oracle(StreamDefinition stream, IReadOnlyList<string>? header = null)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly BigInteger FirstMicros = -62_135_596_800_000_000;
    private static readonly BigInteger LastMicros = 253_402_300_799_999_999;

    private readonly OracleMember _members = OracleMember.Tree(stream.Columns.SelectMany(column => column.Spellings));

    public OracleVerdict Judge(byte[] record)
    {
        if (record.Length == 0)
        {
            return new(RejectReason.Empty);
        }

        try
        {
            Strict.GetCharCount(record);
        }
        catch (DecoderFallbackException)
        {
            return new(RejectReason.NotUtf8);
        }

        return stream.Format == RecordFormat.Json ? JudgeJson(record) : JudgeCsv(record);
    }

    private OracleVerdict JudgeJson(byte[] record)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(record);
        }
        catch (JsonException)
        {
            return new(RejectReason.NotJson);
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? JudgeColumns(
                    (_, spelling) => FromJson(OracleMember.Last(document.RootElement, spelling)), _members.Repeated(document.RootElement))
                : new(RejectReason.NotAnObject);
        }
    }

    private OracleVerdict JudgeCsv(byte[] record)
    {
        var names = header ?? [.. stream.Columns.Select(column => column.Spellings[0])];
        var fields = new List<OracleValue>();
        for (var i = 0; ; i++)
        {
            if (i < record.Length && record[i] == '"')
            {
                var text = new List<byte>();
                for (i++; i < record.Length && (record[i] != '"' || (i + 1 < record.Length && record[i + 1] == '"')); i++)
                {
                    i += record[i] == '"' ? 1 : 0;
                    text.Add(record[i]);
                }

                if (i++ >= record.Length)
                {
                    return new(RejectReason.CsvQuotes);
                }

                if (i < record.Length && record[i] != stream.Csv.Delimiter)
                {
                    return new(RejectReason.CsvQuotes);
                }

                fields.Add(new(OracleKind.QuotedField, Encoding.UTF8.GetString([.. text])));
            }
            else
            {
                var start = i;
                while (i < record.Length && record[i] != stream.Csv.Delimiter)
                {
                    i++;
                }

                fields.Add(new(i == start ? OracleKind.Null : OracleKind.BareField, Encoding.UTF8.GetString(record, start, i - start)));
            }

            if (i >= record.Length)
            {
                break;
            }
        }

        if (fields.Count != names.Count)
        {
            return new(RejectReason.CsvFieldCount);
        }

        var repeated = header is null ? 0 : stream.Columns.SelectMany(column => column.Spellings)
            .Sum(spelling => Math.Max(0, header.Count(name => name == spelling) - 1));
        return JudgeColumns(Field, repeated);

        OracleValue Field(int column, string spelling)
        {
            var at = header is null
                ? (spelling == stream.Columns[column].Spellings[0] ? column : -1)
                : header.ToList().LastIndexOf(spelling);
            var value = at < 0 ? new(OracleKind.Null) : fields[at];
            if (stream.Columns[column].Field.Type is TypeKind.Varchar or TypeKind.Binary)
            {
                return value.Kind == OracleKind.BareField && value.Text == stream.Csv.Nulls ? new(OracleKind.Null)
                    : value.Kind == OracleKind.Null ? value
                    : new(OracleKind.Text, value.Text);
            }

            var text = value.Text?.Trim(' ', '\t');
            return string.IsNullOrEmpty(text) || text == stream.Csv.Nulls ? new(OracleKind.Null) : new(OracleKind.Text, text);
        }
    }

    private OracleVerdict JudgeColumns(Func<int, string, OracleValue> find, int repeated)
    {
        var values = new object?[stream.Columns.Count];
        var conflicts = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var present = stream.Columns[i].Spellings.Select(spelling => find(i, spelling)).Where(value => value.Kind != OracleKind.Null)
                .ToArray();
            RejectReason reason;
            if (present.Length == 0)
            {
                reason = stream.Columns[i].Field.Nullable && i != stream.EventTimeColumn ? RejectReason.None : RejectReason.Missing;
            }
            else
            {
                conflicts += present.Length - 1;
                (reason, values[i]) = present[0].IsLoneSurrogate
                    ? (RejectReason.LoneSurrogate, null)
                    : Value(stream.Columns[i], present[0]);
            }

            if (reason != RejectReason.None)
            {
                return new(reason, i);
            }
        }

        return new(RejectReason.None, -1, values, conflicts, repeated);
    }

    private OracleValue FromJson(JsonElement? element)
    {
        switch (element?.ValueKind)
        {
            case null or JsonValueKind.Null:
                return new(OracleKind.Null);
            case JsonValueKind.String:
                var text = OracleMember.Text(() => element.Value.GetString()!);
                return text is not null && text == stream.Csv.Nulls ? new(OracleKind.Null) : new(OracleKind.Text, text);
            case JsonValueKind.Number:
                return new(OracleKind.Number, element.Value.GetRawText());
            case JsonValueKind.True or JsonValueKind.False:
                return new(OracleKind.Word, element.Value.GetRawText());
            default:
                return new(OracleKind.Structure, null, element.Value);
        }
    }

    private static (RejectReason Reason, object? Value) Value(StreamColumn column, OracleValue value) =>
        (column.Field.Type, value.Kind) switch
    {
        (TypeKind.Varchar, OracleKind.Text) => (RejectReason.None, value.Text),
        (TypeKind.Boolean, OracleKind.Word or OracleKind.Text or OracleKind.Number) => value.Text!.ToUpperInvariant() switch
        {
            "TRUE" or "1" => (RejectReason.None, true),
            "FALSE" or "0" => (RejectReason.None, false),
            _ => (RejectReason.NotABoolean, null),
        },
        (TypeKind.Integer, OracleKind.Number or OracleKind.Text) => Whole(value.Text!, int.MinValue, int.MaxValue, whole => (int)whole),
        (TypeKind.BigInt, OracleKind.Number or OracleKind.Text) => Whole(value.Text!, long.MinValue, long.MaxValue, whole => (long)whole),
        (TypeKind.Double, OracleKind.Number or OracleKind.Text) => Double(value.Text!),
        (TypeKind.Date, OracleKind.Text) => Date(value.Text!) is var (reason, days) ? (reason, (int)(days / 86_400_000_000)) : default,
        (TypeKind.Timestamp, OracleKind.Number) => Epoch(value.Text!, column.Time?.Kind ?? TimestampKind.Text, RejectReason.WrongType),
        (TypeKind.Timestamp, OracleKind.Text) =>
            Time(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value.Text!)), column.Time ?? new(TimestampKind.Text, null)),
        (TypeKind.Point, OracleKind.Text) => PointOf(value.Text!),
        (TypeKind.Point, OracleKind.Structure) => PointOf(value.Element),
        _ => (RejectReason.WrongType, null),
    };

    private static (RejectReason Reason, object? Value) Whole(
        string text, BigInteger minimum, BigInteger maximum, Func<BigInteger, object> cast)
    {
        if (!TryRational(text, 0, out var whole, out var isWhole))
        {
            return (RejectReason.NotANumber, null);
        }

        return BigInteger.Abs(whole) > (BigInteger)Int128.MaxValue - 1 ? (RejectReason.Overflow, null)
            : !isWhole ? (RejectReason.NotWhole, null)
            : whole < minimum || whole > maximum ? (RejectReason.Overflow, null)
            : (RejectReason.None, cast(whole));
    }

    private static (RejectReason Reason, object? Value) Double(string text)
    {
        if (!Numeral().IsMatch(text))
        {
            return (RejectReason.NotANumber, null);
        }

        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? (RejectReason.None, value) : (RejectReason.Overflow, null);
    }

    /// <summary>The number × 10^power, rounded down.</summary>
    private static bool TryRational(string text, int power, out BigInteger whole, out bool isWhole)
    {
        (whole, isWhole) = (0, true);
        var match = Numeral().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var decimals = match.Groups["fraction"].Value;
        var digits = BigInteger.Parse($"0{match.Groups["whole"].Value}{decimals}", CultureInfo.InvariantCulture);
        if (digits.IsZero)
        {
            return true;
        }

        var written = match.Groups["exponent"].Success
            ? BigInteger.Parse(match.Groups["exponent"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : 0;
        // Further out, all numbers are too large, or all are a trifle beside zero.
        var exponent = (int)BigInteger.Max(-2000, BigInteger.Min(2000, written - decimals.Length + power));
        digits *= match.Groups["sign"].Value == "-" ? -1 : 1;
        if (exponent >= 0)
        {
            whole = digits * BigInteger.Pow(10, exponent);
            return true;
        }

        whole = BigInteger.DivRem(digits, BigInteger.Pow(10, -exponent), out var rest);
        isWhole = rest.IsZero;
        whole -= rest.Sign < 0 ? 1 : 0;
        return true;
    }

    private static (RejectReason Reason, object? Value) Epoch(string text, TimestampKind kind, RejectReason undeclared)
    {
        if (kind == TimestampKind.Text)
        {
            return (undeclared, null);
        }

        var power = kind switch { TimestampKind.EpochSeconds => 6, TimestampKind.EpochMilliseconds => 3, _ => 0 };
        return !TryRational(text, power, out var micros, out _) ? (RejectReason.NotATimestamp, null)
            : micros < FirstMicros || micros > LastMicros ? (RejectReason.YearOutOfRange, null)
            : (RejectReason.None, (long)micros);
    }

    /// <summary>Microseconds at the start of a day.</summary>
    private static (RejectReason Reason, long Micros) Date(string text)
    {
        if (!Day().IsMatch(text))
        {
            return (RejectReason.NotADate, 0);
        }

        return text.StartsWith("0000", StringComparison.Ordinal) ? (RejectReason.YearOutOfRange, 0)
            : DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? (RejectReason.None, Micros(day))
            : (RejectReason.NotADate, 0);
    }

    private static (RejectReason Reason, object? Value) Time(string text, TimestampFormat format)
    {
        if (text.Length < 16 || text[4] != '-')
        {
            return format.Kind != TimestampKind.Text && text.Length > 0 && text[0] < 'A'
                ? Epoch(text, format.Kind, default)
                : JavaTime(text);
        }

        var (reason, micros) = Date(text[..10]);
        if (reason != RejectReason.None)
        {
            return (reason == RejectReason.NotADate ? RejectReason.NotATimestamp : reason, null);
        }

        var match = IsoTime().Match(text[10..]);
        if (!match.Success)
        {
            return (RejectReason.NotATimestamp, null);
        }

        micros += (Number(match, "hour") * 3_600_000_000) + (Number(match, "minute") * 60_000_000) + (Number(match, "second") * 1_000_000)
            + (Number(match, "fraction", 9) / 1000);
        if (match.Groups["zone"].Success)
        {
            return Offset(match.Groups["zone"].Value) is { } minutes
                ? Instant(micros - (minutes * 60_000_000))
                : (RejectReason.NotATimestamp, null);
        }

        if (format.Zone is null)
        {
            return (RejectReason.NoZone, null);
        }

        var local = LocalDateTime.FromDateTime(DateTime.UnixEpoch.AddTicks(micros * 10));
        var mapping = DateTimeZoneProviders.Tzdb[format.Zone].MapLocal(local);
        return mapping.Count == 0 ? (RejectReason.SkippedLocalTime, null) : Instant(micros - (mapping.First().Offset.Ticks / 10));
    }

    private static (RejectReason Reason, object? Value) JavaTime(string text)
    {
        var match = JavaDate().Match(text);
        if (!match.Success
            || !DateTime.TryParseExact(
                $"{match.Groups["weekday"].Value} {match.Groups["month"].Value} {match.Groups["day"].Value} {match.Groups["year"].Value}",
                "ddd MMM dd yyyy",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day))
        {
            return (RejectReason.NotATimestamp, null);
        }

        var zone = match.Groups["zone"].Value;
        long? minutes = ZoneAbbreviations.TryFind(Encoding.Latin1.GetBytes(zone), out var east) ? east
            : zone.StartsWith("GMT", StringComparison.Ordinal) ? Offset(zone[3..])
            : null;
        return minutes is null
            ? (RejectReason.NotATimestamp, null)
            : Instant(Micros(day) + (Number(match, "hour") * 3_600_000_000) + (Number(match, "minute") * 60_000_000)
                + (Number(match, "second") * 1_000_000)
                - (minutes.Value * 60_000_000));
    }

    private static (RejectReason Reason, object? Value) Instant(long micros) =>
        micros < FirstMicros || micros > LastMicros ? (RejectReason.YearOutOfRange, null) : (RejectReason.None, micros);

    /// <summary>In minutes east.</summary>
    private static long? Offset(string zone)
    {
        if (zone == "Z")
        {
            return 0;
        }

        var match = ZoneOffset().Match(zone);
        var minutes = (Number(match, "hour") * 60) + Number(match, "minute");
        return !match.Success || minutes > 18 * 60 ? null : zone[0] == '-' ? -minutes : minutes;
    }

    private static (RejectReason Reason, object? Value) PointOf(string text)
    {
        text = text.Trim(' ');
        text = text.Length >= 2 && text[0] == '(' && text[^1] == ')' ? text[1..^1] : text;
        var halves = text.Split(',', 2);
        return halves.Length == 2 ? PointOf(halves[0].Trim(' '), halves[1].Trim(' ')) : (RejectReason.NotAPoint, null);
    }

    private static (RejectReason Reason, object? Value) PointOf(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var parts = element.EnumerateArray().Select(Part).ToArray();
            return parts.Length == 2 ? PointOf(parts[0], parts[1]) : (RejectReason.NotAPoint, null);
        }

        string?[] spellings = ["latitude", "lat", "longitude", "lon", "lng"];
        var found = new string?[5];
        foreach (var member in element.EnumerateObject())
        {
            var at = Array.IndexOf(spellings, OracleMember.Name(member));
            if (at < 0)
            {
                continue;
            }

            found[at] = member.Value.ValueKind == JsonValueKind.Null ? null : Part(member.Value);
            if (found[at] is { } part && Double(part).Reason != RejectReason.None)
            {
                return (RejectReason.NotAPoint, null);
            }
        }

        return PointOf(found[0] ?? found[1] ?? "", found[2] ?? found[3] ?? found[4] ?? "");

        static string Part(JsonElement part) => part.ValueKind is JsonValueKind.Number ? part.GetRawText()
            : part.ValueKind == JsonValueKind.String ? OracleMember.Text(() => part.GetString()!) ?? ""
            : "";
    }

    private static (RejectReason Reason, object? Value) PointOf(string latitude, string longitude)
    {
        var (north, east) = (Double(latitude), Double(longitude));
        if (north.Value is not double degreesNorth || east.Value is not double degreesEast)
        {
            return (RejectReason.NotAPoint, null);
        }

        return Math.Abs(degreesNorth) > 90 || Math.Abs(degreesEast) > 180
            ? (RejectReason.PointOutOfRange, null)
            : (RejectReason.None, new GeoPoint(degreesNorth, degreesEast));
    }

    private static long Number(Match match, string group, int digits = 0) =>
        match.Groups[group].Success ? long.Parse(match.Groups[group].Value.PadRight(digits, '0'), CultureInfo.InvariantCulture) : 0;

    private static long Micros(DateTime day) => (day.Ticks - DateTime.UnixEpoch.Ticks) / 10;

    [GeneratedRegex(
        @"^(?<sign>[+-]?)(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?:[eE](?<exponent>[+-]?[0-9]+))?\z")]
    private static partial Regex Numeral();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z")]
    private static partial Regex Day();

    [GeneratedRegex(
        @"^[T ](?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9])(?::(?<second>[0-5][0-9])(?:\.(?<fraction>[0-9]{1,9}))?)?(?<zone>(?:Z|[+-]).*)?\z", RegexOptions.Singleline)]
    private static partial Regex IsoTime();

    [GeneratedRegex(
        @"^(?<weekday>[A-Z][a-z]{2}) (?<month>[A-Z][a-z]{2}) (?<day>[0-9]{2}) (?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]) (?<zone>.+) (?<year>[0-9]{4})\z")]
    private static partial Regex JavaDate();

    [GeneratedRegex(@"^[+-](?<hour>[0-9]{2})(?::?(?<minute>[0-5][0-9]))?\z")]
    private static partial Regex ZoneOffset();
}
