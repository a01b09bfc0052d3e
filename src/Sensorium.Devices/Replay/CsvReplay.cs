using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Sensorium.Core;

namespace Sensorium.Devices.Replay;

/// <summary>
/// Replays a CSV file (RFC 4180, a header first): each row becomes one JSON object whose members are named by the header. A field that
/// is written as JSON writes numbers stays a number, digit for digit; one with zeros in front stays text, for it is a code. A row that is
/// no CSV, or no UTF-8, or has not as many fields as the header goes on as it is: the stream validates it, and keeps it as it came.
/// </summary>
public static class CsvReplay
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>More digits than this are an identifier: a double would not hold them.</summary>
    private const int MostDigits = 17;

    /// <param name="timeField">The column that is the time; null looks for the usual names.</param>
    /// <param name="delimiter">Between fields; null for a comma, and a look at whether the header has another.</param>
    /// <param name="nulls">Whether an empty field and <c>NA</c> are null; otherwise they are text.</param>
    /// <param name="names">Of the columns of a file without a header; null where the first row is one.</param>
    /// <param name="texts">Names of columns whose fields stay text even where they read as numbers.</param>
    /// <exception cref="SensoriumException">SN7011: there is no header, or no column of that name; SN7010: a row is longer than 16
    /// MiB.</exception>
    public static IEnumerable<ReplayRecord> Read(Stream input, string? timeField = null, char? delimiter = null, bool nulls = true,
        IReadOnlyList<string>? names = null, IReadOnlySet<string>? texts = null)
    {
        var between = (byte)(delimiter ?? ',');
        var reader = new RecordReader(input, between);
        var fields = new CsvFields(between);
        if (names is null)
        {
            if (!reader.TryRead(out var header))
            {
                throw new SensoriumException("SN7011", "The CSV file is empty.", "Give a file whose first line names the columns.");
            }

            fields.Split(header);
            names = Names(fields);
        }

        if (delimiter is null && names is [var only])
        {
            DemandOneColumn(only);
        }

        var timeColumn = TimeColumn([.. names], timeField);
        var areTexts = names.Select(name => texts?.Contains(name) == true).ToArray();
        var encoded = names.Select(name => JsonEncodedText.Encode(name, WriterOptions.Encoder)).ToArray();
        var output = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        var number = 0L;
        while (reader.TryRead(out var row))
        {
            if (row.IsEmpty)
            {
                continue;
            }

            if (!fields.Split(row) || fields.Count != encoded.Length || !Utf8.IsValid(row.Span))
            {
                yield return new(++number, null, row);
                continue;
            }

            output.ResetWrittenCount();
            writer.Reset();
            WriteRow(writer, fields, encoded, areTexts, nulls);
            writer.Flush();
            var time = timeColumn >= 0 ? ReplayTime.Parse(fields[timeColumn]) : null;
            yield return new(++number, time, output.WrittenMemory);
        }
    }

    private static string[] Names(CsvFields header)
    {
        var names = new string[header.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var name = Encoding.UTF8.GetString(header[i]).Trim();
            names[i] = name.Length == 0 || names.AsSpan(0, i).Contains(name) ? $"column_{i + 1}" : name;
        }

        return names;
    }

    /// <summary>A header of one name that holds what stands between fields elsewhere has another delimiter.</summary>
    private static void DemandOneColumn(string name)
    {
        if (name.AsSpan().IndexOfAny(';', '\t', '|') is var at and >= 0)
        {
            var delimiter = name[at] == '\t' ? "\\t" : name[at].ToString();
            throw new SensoriumException(
                "SN7011",
                $"The CSV file's header is one column: '{name.Replace("\t", "\\t", StringComparison.Ordinal)}'.",
                $"Name what stands between its fields with --delimiter '{delimiter}', or with --delimiter , if it is one column.");
        }
    }

    private static int TimeColumn(string[] names, string? wanted)
    {
        if (wanted is null)
        {
            return ReplayTime.UsualNames.Select(name => Array.IndexOf(names, name)).FirstOrDefault(index => index >= 0, -1);
        }

        var index = Array.IndexOf(names, wanted);
        return index >= 0 ? index : throw new SensoriumException(
            "SN7011", $"The CSV file has no column '{wanted}'.", $"Its columns are {string.Join(", ", names)}.");
    }

    private static void WriteRow(Utf8JsonWriter writer, CsvFields fields, JsonEncodedText[] names, bool[] texts, bool nulls)
    {
        writer.WriteStartObject();
        for (var i = 0; i < fields.Count; i++)
        {
            writer.WritePropertyName(names[i]);
            var field = fields[i];
            if (nulls && !fields.IsQuoted(i) && (field.IsEmpty || field.SequenceEqual("NA"u8)))
            {
                writer.WriteNullValue();
            }
            else if (!fields.IsQuoted(i) && (i >= texts.Length || !texts[i]) && IsNumber(field))
            {
                writer.WriteRawValue(field, skipInputValidation: true);
            }
            else
            {
                writer.WriteStringValue(field);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>An optional minus, digits without a zero in front, and decimals if there is a point.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        var at = text.StartsWith("-"u8) ? 1 : 0;
        var whole = Digits(text[at..]);
        if (whole == 0 || (whole > 1 && text[at] == '0') || whole > MostDigits)
        {
            return false;
        }

        at += whole;
        if (at == text.Length)
        {
            return true;
        }

        var decimals = text[at] == '.' ? Digits(text[(at + 1)..]) : 0;
        return decimals > 0 && at + 1 + decimals == text.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
