using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sensorium.City.Settings;

namespace Sensorium.City.Logs;

/// <summary>How a line of the log is written.</summary>
/// <param name="zone">Of the times that a person reads; JSON has UTC.</param>
internal sealed class LogText(LogFormat format, TimeZoneInfo zone)
{
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Of(LogLine line) => format == LogFormat.Json ? Json(line) : Text(line);

    private string Text(LogLine line)
    {
        var text = new StringBuilder();
        var at = TimeZoneInfo.ConvertTime(line.At, zone);
        text.Append(CultureInfo.InvariantCulture, $"{at:HH:mm:ss} {NameOf(line.Level),-7} {line.Part}: ");
        if (line.More > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"… {line.More} more in {Seconds(line)} s: ");
        }

        text.Append(line.Message);
        if (line.Code is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({line.Code})");
        }

        if (line.Fix is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" {line.Fix}");
        }

        if (line.Trace is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" trace {line.Trace}");
        }

        return OneLine(text);
    }

    private static string Json(LogLine line)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes, _readable))
        {
            json.WriteStartObject();
            json.WriteString("time", line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", NameOf(line.Level));
            json.WriteString("part", line.Part);
            Write(json, "code", line.Code);
            json.WriteString("message", line.Message);
            Write(json, "fix", line.Fix);
            Write(json, "trace", line.Trace);
            if (line.More > 0)
            {
                json.WriteNumber("more", line.More);
                json.WriteNumber("seconds", Seconds(line));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static long Seconds(LogLine line) => (long)Math.Ceiling(line.Over.TotalSeconds);

    private static string NameOf(LogLevel level) => level.ToString().ToLowerInvariant();

    /// <summary>
    /// A message may hold what a client sent: neither a line of its own nor an escape sequence of the terminal gets out of it.
    /// </summary>
    private static string OneLine(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
            {
                text[i] = ' ';
            }
        }

        return text.ToString();
    }
}
