using System.Globalization;
using System.Text;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Engine.Tests.Decode;

/// <summary>Values in every form that a type takes, and some that it does not; the same for the same random numbers.</summary>
internal sealed class ValueMaker(Random random)
{
    private static readonly string[] Words = ["", "C", "Göteborg", "temperature", "x", "exactly_15_char", "exactly_16_chars", "NA",
        "🚗 åäö 🚲 and some more", "a\"b", "tab\there", "1", "true"];

    /// <summary>How many forms <see cref="Json"/> knows of each type.</summary>
    public const int Forms = 12;

    public string Json(TypeKind type, int form) => type switch
    {
        TypeKind.Boolean => form switch
        {
            < 6 => Pick("true", "false"),
            6 => Pick("0", "1"),
            7 => Pick("\"TRUE\"", "\"false\"", "\"1\""),
            8 => "null",
            9 => Pick("2", "1.0", "\"yes\"", "01", "1e0"),
            _ => Pick("true", "null"),
        },
        TypeKind.Integer => Number(form, 32),
        TypeKind.BigInt => Number(form, 64),
        TypeKind.Double => Number(form, 0),
        TypeKind.Date => form switch
        {
            < 9 => $"\"{Date()}\"",
            9 => "null",
            10 => $"\"{Date()}T00:00:00Z\"",
            _ => Pick("\"2026-02-30\"", "\"0000-01-01\"", "\"2026-2-1\"", "20260201"),
        },
        TypeKind.Timestamp => form < 9 ? $"\"{Time(form)}\"" : form == 9 ? Epoch() : form == 10 ? $"\"{Epoch()}\"" : "null",
        TypeKind.Point => Point(form),
        _ => form switch
        {
            < 8 => Text(form),
            8 => Pick("null", "\"NA\""),
            9 => "\"" + new string('ö', random.Next(200)) + "\"",
            _ => Text(random.Next(8)),
        },
    };

    public string Csv(TypeKind type, int form, char delimiter)
    {
        var json = Json(type, form);
        var text = json == "null"
            ? ""
            : json[0] == '"' && !json.Contains("\\u", StringComparison.Ordinal) ? JsonSerializer.Deserialize<string>(json)! : json;
        var isQuoted = random.Next(6) == 0 || text.Contains(delimiter, StringComparison.Ordinal)
            || text.Contains('"', StringComparison.Ordinal);
        text = random.Next(10) == 0 ? $" {text}\t" : text;
        return isQuoted && random.Next(50) != 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    public string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private string Number(int form, int bits)
    {
        switch (form)
        {
            case 0 or 1 or 2 when bits == 0:
                return ((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(6)))
                    .ToString($"F{random.Next(0, 16)}", CultureInfo.InvariantCulture);
            case 3 when bits == 0:
                return BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) is var any && double.IsFinite(any)
                    ? any.ToString("R", CultureInfo.InvariantCulture)
                    : "1e400";
            case < 5:
                return random.Next(-1000, 10_000).ToString(CultureInfo.InvariantCulture);
            case 5:
                return (bits == 32
                    ? random.NextInt64(int.MinValue - 2L, int.MaxValue + 2L)
                    : random.NextInt64(long.MinValue, long.MaxValue)).ToString(CultureInfo.InvariantCulture);
            case 6:
                return Pick(
                    "-0",
                    "0",
                    "-0.0",
                    "0.0",
                    "0e0",
                    "-1",
                    "1e5",
                    "1E+5",
                    "5e-324",
                    "123456789012345",
                    "1234567890123456",
                    "-123456789012345",
                    "999999999999999",
                    "0.12345678901234",
                    "0.123456789012345");
            case 7:
                return Pick(
                    "1e400",
                    "-1e400",
                    "1e-400",
                    "12345678901234567890",
                    "99999999999999999999",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "2147483648",
                    "-2147483649",
                    "1e99999999999",
                    "9007199254740993",
                    "0.1e-5000000000",
                    "1.7976931348623159e308");
            case 8:
                return $"\"{Number(random.Next(8), bits)}\"";
            case 9:
                return Pick(
                    "\"\"",
                    "\"NaN\"",
                    "\"+5\"",
                    "\"007\"",
                    "\".5\"",
                    "\"5.\"",
                    "\" 5\"",
                    "\"\\u0035\"",
                    "\"Infinity\"",
                    "true",
                    "{}",
                    "[1]",
                    "\"x\"");
            case 10:
                return Pick("null", "\"NA\"", "5.0", "5.5", "500e-2");
            default:
                return $"{random.Next(-9999, 9999)}.{random.NextInt64(1L << 60)}{(random.Next(2) == 0 ? "" : $"e{random.Next(-30, 30)}")}";
        }
    }

    private string Text(int form)
    {
        switch (form)
        {
            case < 3:
                return $"\"device-{random.Next(300):D5}\"";
            case 3:
                var text = new StringBuilder("\"");
                for (var i = random.Next(60); i > 0; i--)
                {
                    text.Append((char)random.Next('a', 'z' + 1));
                }

                return text.Append('"').ToString();
            case 4:
                return JsonSerializer.Serialize(Words[random.Next(Words.Length)]);
            case 5:
                var escaped = Pick(
                    "\\u00e5",
                    "\\\"",
                    "\\\\",
                    "\\/\\b\\f\\n\\r\\t",
                    "\\ud83d\\ude97",
                    "\\ud83d",
                    "\\ude97x",
                    "\\ud83d\\ud83d",
                    "\\u0000",
                    "\\u0022",
                    "a\\u0041");
                return $"\"{escaped}{Pick("", "tail that is longer than a vector")}\"";
            case 6:
                return $"\"{Words[2]}{random.Next(5)}\"";
            default:
                return Pick("5", "true", "{}", "[]", "\"\\\\\"", "\"\"");
        }
    }

    private string Date() => $"{Pick("2026", "2024", "2023", "1969", "9999", "0001")}-{random.Next(1, 13):D2}-{random.Next(1, 32):D2}";

    private string Clock() => $"{random.Next(24):D2}:{random.Next(60):D2}:{random.Next(60):D2}";

    private string Time(int form) => form switch
    {
        < 4 => $"2026-05-0{random.Next(1, 10)}T{Clock()}.{random.Next(1000):D3}Z",
        4 => $"2026-05-04{Pick("T", " ")}{Clock()}.{random.Next(1_000_000):D6}{Pick("+00:00", "+02:00", "-05:30", "Z", "+0200", "-07")}",
        5 => $"{Date()}T{Clock()}Z",
        6 => $"2026-{Pick("03-29", "10-25", "07-01")}T0{random.Next(1, 4)}:{random.Next(60):D2}:00",
        7 => $"{Pick("Mon May 04", "Tue May 05", "Sun Feb 30")} {Clock()} {Pick("CEST", "UTC", "GMT+02:00", "IST", "Z")} 2026",
        _ => Pick(
            "2026-05-04T24:00:00.000Z",
            "2026-05-04T12:60:00.000Z",
            "2026-05-04T12:00:61.000Z",
            "9999-12-31T23:59:59.999-01:00",
            "0000-05-04T12:00:00.000Z",
            "2026-05-04T12:00",
            "2026-05-04T12:00:00.1234567891Z",
            "yesterday",
            "2026-05-04T12:00:00.12 Z",
            ""),
    };

    private string Epoch() => random.Next(6) switch
    {
        0 => random.NextInt64(-2_000_000_000, 2_000_000_000).ToString(CultureInfo.InvariantCulture),
        1 => (1_770_000_000_000 + random.NextInt64(10_000_000_000)).ToString(CultureInfo.InvariantCulture),
        2 => (1_770_000_000_000_000 + random.NextInt64(10_000_000_000_000)).ToString(CultureInfo.InvariantCulture),
        3 => $"{random.Next(1_770_000_000, 1_780_000_000)}.{random.Next(10_000_000):D7}",
        4 => Pick("-0.0000001", "1.7e9", "1e300", "-1e300", "253402300799", "253402300800", "253402300799999", "-62135596801", "1e-300"),
        _ => random.Next(1_770_000_000, 1_780_000_000).ToString(CultureInfo.InvariantCulture),
    };

    private string Point(int form)
    {
        var (north, east) = (Degrees(91), Degrees(181));
        return form switch
        {
            < 4 => $"{{\"latitude\":{north},\"longitude\":{east}}}",
            4 => $"{{ \"lat\" : {north}, \"alt\":{{\"m\":[1]}}, \"lon\" : {east}, \"lat2\":null }}",
            5 or 6 => $"[{north},{east}]",
            7 => $"\"({north}, {east})\"",
            8 => $"{{\"lng\":\"{east}\",\"lat\":\"{north}\"}}",
            9 => Pick(
                "null",
                "[]",
                "{}",
                "[1]",
                "[1,2,3]",
                "[null,1]",
                "\"somewhere\"",
                "5",
                "[1e999,1]",
                "[[1],2]",
                "{\"lat\":1,\"lon\":true,\"lon\":2}"),
            10 => Pick(
                "{\"la\\u0074\":1,\"lon\":2}",
                "{\"lat\":1,\"latitude\":2,\"lon\":3}",
                "{\"lat\":1,\"lat\":2,\"lon\":3}",
                "{\"lat\":\"\\u0031\",\"lon\":2}",
                "{\"lat\":null,\"latitude\":2,\"lon\":3}",
                "{\"lat\":1,\"\\ud800\":1,\"lon\":3}"),
            _ => $"\"{north},{east}\"",
        };
    }

    private string Degrees(double bound) =>
        ((random.NextDouble() - 0.5) * 2 * bound).ToString($"F{random.Next(0, 8)}", CultureInfo.InvariantCulture);
}
