using System.Globalization;
using System.Text;
using System.Text.Json;
using Sensorium.Engine.Decode;

namespace Sensorium.Engine.Tests.Decode;

/// <summary>Messages as producers send them, and damage as it befalls them; the same for the same seed.</summary>
internal sealed class MessageMaker(int seed)
{
    private static readonly string[] Fragments =
    [
        "\\u00e5", "\\\"", "\\", "\\u12", "\\ud83d", "\\ud83d\\ude97", "\\/", "\\n", "\n", "\t", "\0", "\u007f", "\"", "\"\"", "{", "}",
        "[", "]", ",", ",,", ":", " ",
        "null", "true", "false", "nul", "1e400", "-0", "-0.0", "1e5", "1E-5", "007", "1.", ".5", "-", "+1", "12345678901234567",
        "0.1234567890123456789", "NaN", "Infinity",
        "99999999999999999999", "9007199254740993", "2147483648", "999", "ö", "🚗", "\uFEFF", "\\u0022", "\\u0000", "\"5\"", "\" 5\"",
        "\"\"", "\"x\"", "\"true\"",
        "2026-05-04T12:00:00", "2026-05-04 12:00:00+02:00", "2099-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00.000Z", "2026-02-29T00:00:00.000Z",
        "2026-05-04T24:00:00.000Z", "2026-05-04T12:60:00.000Z", "2026-05-04T12:00:60.000Z", "9999-99-99T99:99:99.999Z",
        "Tue Nov 24 10:15:30 CET 2026",
        "\"2026-05-04T12:00:00Z\"", "\"0000-01-01T00:00:00.000Z\"", "\"Tue Nov 24 10:15:30 XYZ 2026\"",
        "\"sensorId\":\"dup\",", "\"sensor_id\":\"other\",", "\"deviceID\":\"other\",", "\"value\":\"5\",", "\"value\":null,",
        "\"x\":{\"y\":[]},", "\"motion\":{\"speed\":1},",
        "\"location\":[1,2],", "\"location\":[1,999],", "\"location\":\"(1, 2)\",", "\"lat\":1,", "\"\\u0076alue\":7,", "\"\":0,",
        "\"\\ud800\":1,",
        new string('[', 70), new string('[', 40) + new string(']', 40), new string('a', 40), new string('9', 40), "/*c*/", "'", "NA",
        "\"NA\"",
    ];

    private readonly Random _random = new(seed);

    public Random Random => _random;

    public string Reading()
    {
        var city = _random.Next(4) switch { 0 => "Göteborg", 1 => "São Paulo do Rio Grande da Serra", 2 => "x", _ => "Lisbon" };
        var id = _random.Next(10) == 0 ? $"{Guid.Empty:D}{_random.Next(50)}" : $"sensor-{_random.Next(500):D5}";
        return $$"""{"sensorId":"{{id}}","type":"temperature","city":"{{city}}","lat":{{Decimal(90, 4)}},"lon":{{Decimal(180, 6)}},"value":{{Decimal(100, _random.Next(17))}},"unit":"{{(_random.Next(9) == 0 ? "" : "C")}}","timestamp":"{{Day()}}T{{Time()}}.{{_random.Next(1000):D3}}Z"}""";
    }

    /// <summary>As the Python and Java producers of one stream write it.</summary>
    public string Measurement() => _random.Next(3) == 0
        ? $$"""{"deviceId":"temp_sensor_{{_random.Next(9):D3}}","timestamp":"Mon May 04 {{Time()}} {{(_random.Next(2) == 0 ? "CEST" : "UTC")}} 2026","sensorType":"temperature","value":{{Decimal(70, 2)}},"unit":"Celsius"}"""
        : $$"""{"device_id": "temp_sensor_{{_random.Next(9):D3}}", "timestamp": "{{Day()}}T{{Time()}}.{{_random.Next(1_000_000):D6}}+00:00", "sensor_type": "temperature", "value": {{Decimal(70, 2)}}, "unit": "Celsius"}""";

    public string Position() =>
        $$"""{"id":"v{{_random.Next(100)}}","location":{"latitude":{{Decimal(91, 5)}},"longitude":{{Decimal(181, 5)}}},"motion":{"speed":{{_random.Next(-5, 200)}},"odometer":{{_random.NextInt64()}},"gear":"{{_random.Next(5)}}"},"moving":{{(_random.Next(2) == 0 ? "true" : "false")}},"built":"20{{_random.Next(10, 40)}}-02-{{_random.Next(27, 31)}}","t":{{1770000000000L + _random.NextInt64(30_000_000_000)}},"note":"{{(_random.Next(3) == 0 ? "NA" : "ok")}}","extra":[1,{"a":null}]}""";

    /// <summary>The message after that many accidents.</summary>
    public byte[] Damaged(string message, int accidents)
    {
        var text = message;
        for (var i = 0; i < accidents; i++)
        {
            var at = _random.Next(text.Length + 1);
            switch (_random.Next(16))
            {
                case 0:
                    text = text[..at];
                    break;
                case 1:
                    text = text.Insert(at, Fragment());
                    break;
                case 2 when at < text.Length:
                    text = text.Remove(at, Math.Min(_random.Next(1, 5), text.Length - at));
                    break;
                case 3:
                    // A member more, somewhere between two.
                    var comma = text.IndexOf(',', at);
                    text = comma < 0 ? text : text.Insert(comma + 1, Fragment());
                    break;
                case 4:
                    text = InAnotherOrder(text);
                    break;
                case 5:
                    text = text.Replace(":", " : ", StringComparison.Ordinal).Replace(",", "\t,\r\n ", StringComparison.Ordinal);
                    break;
                case 6:
                    // A value in place of another.
                    var colon = text.IndexOf(':', at);
                    var end = colon < 0 ? -1 : text.AsSpan(colon).IndexOfAny(',', '}');
                    text = end < 0 ? text : text[..(colon + 1)] + Fragment() + text[(colon + end)..];
                    break;
                case 7:
                    text += _random.Next(2) == 0 ? " " : "{}";
                    break;
                case 8:
                    // What editors, consoles and queues put around a record.
                    text = _random.Next(4) switch { 0 => $"\uFEFF{text}", 1 => $"{text}\r", 2 => $"[{text}]", _ => $"\t {text}\r\n" };
                    break;
                case 9 when text.StartsWith('{'):
                    var depth = _random.Next(61, 66);
                    var (open, close) = _random.Next(2) == 0 ? ("[", "]") : ("{\"\":", "}");
                    text =
                        $"{{\"deep\":{string.Concat(Enumerable.Repeat(open, depth))}0{string.Concat(Enumerable.Repeat(close, depth))},{text[1..]}";
                    break;
                case 10 when _random.Next(50) == 0:
                    text = text.Insert(at, new string(_random.Next(2) == 0 ? 'a' : 'ö', _random.Next(70_000)));
                    break;
                case 11:
                    // Cut anywhere, in the middle of a character too.
                    var whole = Encoding.UTF8.GetBytes(text);
                    return whole[.._random.Next(whole.Length + 1)];
                case 12:
                    // A member again, with the same value or another's.
                    var members = text.Trim('{', '}').Split(',');
                    var name = members[_random.Next(members.Length)].Split(':')[0];
                    var value = members[_random.Next(members.Length)].Split(':')[^1];
                    text = text.StartsWith('{') ? $"{{{name}:{value},{text[1..]}" : text;
                    break;
                default:
                    var bytes = Encoding.UTF8.GetBytes(text);
                    if (bytes.Length > 0)
                    {
                        bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
                    }

                    return bytes;
            }
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private string Fragment() => Fragments[_random.Next(Fragments.Length)];

    private string Day() => $"2026-05-{_random.Next(1, 29):D2}";

    private string Time() => $"12:{_random.Next(60):D2}:{_random.Next(60):D2}";

    private string Decimal(int bound, int decimals) =>
        ((_random.NextDouble() - 0.5) * 2 * bound).ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private string InAnotherOrder(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return text;
            }

            var members = document.RootElement.EnumerateObject().Select(member => member.ToString()).ToArray();
            _random.Shuffle(members);
            return $"{{{string.Join(',', members)}}}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text;
        }
    }
}
