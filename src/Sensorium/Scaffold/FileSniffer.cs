using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Sensorium.Core;
using Sensorium.Core.Formats;
using Sensorium.Devices.Replay;

namespace Sensorium.Scaffold;

/// <summary>What a file's first bytes say it is.</summary>
/// <param name="Names">Of the columns of CSV without a header; null for others.</param>
internal sealed partial record FileSniffer(string Path, FileKind Kind, char Delimiter = ',', IReadOnlyList<string>? Names = null)
{
    private const int Head = 64 * 1024;
    private const int LinesLookedAt = 50;

    /// <exception cref="SensoriumException">SN1022: there is no file; SN1041: it holds nothing that a stream could; SN4103: it is damaged
    /// gzip.</exception>
    public static FileSniffer At(string path)
    {
        if (!File.Exists(path))
        {
            throw new SensoriumException("SN1022", $"there is no file {path}.", "check the path.");
        }

        var head = Read(path, out var isWhole);
        var text = Text(path, head);
        switch (text.FirstOrDefault(c => !char.IsWhiteSpace(c)))
        {
            case '\0':
                throw Unusable(path, "is empty", "give a file with records.");
            case '<' when text.Contains("<gpx", StringComparison.Ordinal):
                return new(path, FileKind.Gpx);
            case '<':
                throw Unusable(path, "is XML, but not GPX", "give CSV, one JSON object a line, or GPX.");
            case '[':
                throw Unusable(
                    path,
                    "is a JSON array",
                    $"write it as one object a line: jq -c '.[]' {System.IO.Path.GetFileName(path)} > records.ndjson");
            case '{':
                return new(path, IsDevices(text, isWhole) ? FileKind.Devices : Lines(path, text, isWhole));
            default:
                return Csv(path, text, isWhole);
        }
    }

    /// <summary>The uncompressed bytes; the caller disposes it.</summary>
    public static Stream Open(string path) => Gzip.OpenText(File.OpenRead(path), path);

    /// <summary>Its records as JSON, fields that are null or <c>NA</c> as the text they are.</summary>
    public IEnumerable<ReplayRecord> Records(Stream input) => Kind switch
    {
        FileKind.Csv => CsvReplay.Read(input, null, Delimiter, nulls: false, Names),
        FileKind.Json => NdjsonReplay.Read(input),
        FileKind.Gpx => GpxReplay.Read(input, System.IO.Path.GetFileNameWithoutExtension(Path)),
        _ => throw new InvalidOperationException("a list of devices has no records"),
    };

    private static byte[] Read(string path, out bool isWhole)
    {
        using var input = Open(path);
        var head = new byte[Head];
        var length = input.ReadAtLeast(head, Head, throwOnEndOfStream: false);
        isWhole = length < Head;
        return head[..length];
    }

    private static string Text(string path, byte[] head)
    {
        var end = head.Length;
        // The last character may be cut.
        for (; end > 0 && head.Length - end < 4 && !Utf8.IsValid(head.AsSpan(0, end)); end--)
        {
        }

        if (head is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            throw Unusable(path, "is a zip archive", "unpack it, and give the file in it.");
        }

        return Utf8.IsValid(head.AsSpan(0, end)) && !head.AsSpan(0, end).Contains((byte)0)
            ? Encoding.UTF8.GetString(head, 0, end).TrimStart('\uFEFF')
            : throw Unusable(
                path,
                "is no text in UTF-8",
                "give CSV, one JSON object a line, or GPX; text in another encoding: iconv -f LATIN1 -t UTF-8 FILE.");
    }

    private static bool IsDevices(string text, bool isWhole)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("devices", out var devices) && devices.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException)
        {
            // A list of many devices is longer than what was looked at.
            return !isWhole && DevicesKey().IsMatch(text);
        }
    }

    private static FileKind Lines(string path, string text, bool isWhole)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var looked = lines.Take(isWhole || lines.Length == 1 ? LinesLookedAt : Math.Min(LinesLookedAt, lines.Length - 1)).ToList();
        var good = looked.Count(IsObject);
        return good * 2 > looked.Count || (good == 0 && looked.Count == 1 && !isWhole)
            ? FileKind.Json
            : throw Unusable(
                path, "does not have one JSON object a line", $"write it so: jq -c . {System.IO.Path.GetFileName(path)} > records.ndjson");
    }

    private static bool IsObject(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static FileSniffer Csv(string path, string text, bool isWhole)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).ToList();
        if (!isWhole && lines.Count > 1)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        lines = [.. lines.Take(LinesLookedAt)];
        var best = ((char[])[',', ';', '\t', '|'])
            .Select(
                delimiter => (Delimiter: delimiter, Fields: Split(lines[0], delimiter).Count,
                    Alike: lines.Count(line => Split(line, delimiter).Count == Split(lines[0], delimiter).Count)))
            .Where(way => way.Fields > 1)
            .OrderByDescending(way => way.Alike * 2 > lines.Count)
            .ThenByDescending(way => way.Fields)
            .FirstOrDefault();
        if (best.Fields < 2 || best.Alike * 2 <= lines.Count)
        {
            throw Unusable(
                path,
                "is neither JSON nor CSV: its lines have no delimiter in common",
                "give CSV (',', ';', '|' or tabs), one JSON object a line, or GPX.");
        }

        var header = Split(lines[0], best.Delimiter);
        var hasHeader = header.TrueForAll(name => name.Trim().Length > 0 && !Value().IsMatch(name.Trim()));
        if (hasHeader && lines.Count == 1 && isWhole)
        {
            throw Unusable(path, "has a header, and no records", "give a file with records.");
        }

        return new(path, FileKind.Csv, best.Delimiter, hasHeader ? null : [.. header.Select((_, i) => $"column_{i + 1}")]);
    }

    /// <summary>Near enough for looking: a quoted field that holds a line break counts as several lines.</summary>
    private static List<string> Split(string line, char delimiter)
    {
        var fields = new List<string> { "" };
        var isQuoted = false;
        foreach (var c in line)
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == delimiter && !isQuoted)
            {
                fields.Add("");
            }
            else
            {
                fields[^1] += c;
            }
        }

        return fields;
    }

    private static SensoriumException Unusable(string path, string what, string fix) => new("SN1041", $"{path} {what}.", fix);

    /// <summary>A number, a day or a time: what a header does not hold.</summary>
    [GeneratedRegex(@"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$")]
    private static partial Regex Value();

    [GeneratedRegex("\"devices\"\\s*:\\s*\\[")]
    private static partial Regex DevicesKey();
}
