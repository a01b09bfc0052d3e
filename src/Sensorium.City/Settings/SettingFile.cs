using System.Text;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.City.Settings;

/// <summary>
/// Reads a JSON file of settings as a flat list, each value with its line and column. Comments and trailing commas are allowed.
/// </summary>
internal static class SettingFile
{
    public static IReadOnlyList<WrittenSetting> Read(string path, SettingSourceKind kind, List<Problem> problems)
    {
        var name = Path.GetFileName(path);
        var written = new List<WrittenSetting>();
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(
                new Problem("SN1003", path, $"the file cannot be read: {error.Message}", "check that it exists and that you may read it."));
            return written;
        }

        var content = bytes.AsSpan();
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            var reader = new Utf8JsonReader(
                content, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            Walk(ref reader, content, name, kind, written, problems);
        }
        catch (JsonException error)
        {
            var place = $"{name}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}";
            var message = error.Message.Split(" LineNumber:")[0].TrimEnd('.');
            problems.Add(
                new Problem(
                    "SN1003", place, $"this is not JSON: {message}.", "fix the file there; an editor that knows JSON shows it too."));
        }

        return written;
    }

    private static void Walk(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> content,
        string name,
        SettingSourceKind kind,
        List<WrittenSetting> written,
        List<Problem> problems)
    {
        var path = new List<string>();
        var members = new Stack<HashSet<string>>();
        var place = new SettingSource(kind, name);
        while (reader.Read())
        {
            var at = reader.TokenType == JsonTokenType.PropertyName ? reader.TokenStartIndex : -1;
            if (at >= 0)
            {
                place = new(kind, $"{name}:{Position(content, at)}");
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    members.Push([]);
                    break;
                case JsonTokenType.EndObject:
                    if (members.Pop().Count == 0 && path.Count > 0)
                    {
                        written.Add(new([.. path], "", WrittenForm.Group, place));
                    }

                    Up(path);
                    break;
                case JsonTokenType.PropertyName:
                    path.Add(reader.GetString()!);
                    if (!members.Peek().Add(path[^1]))
                    {
                        problems.Add(new Problem(
                            "SN1014",
                            place.Place,
                            $"'{string.Join('.', path)}' stands here for the second time in this file.",
                            "leave one of the two."));
                    }

                    break;
                case JsonTokenType.StartArray:
                    if (path.Count == 0)
                    {
                        throw new JsonException("a city's settings are one object", null, 0, 0);
                    }

                    reader.Skip();
                    written.Add(new([.. path], "", WrittenForm.List, place));
                    Up(path);
                    break;
                default:
                    if (path.Count == 0)
                    {
                        throw new JsonException("a city's settings are one object", null, 0, 0);
                    }

                    var form = reader.TokenType switch
                    {
                        JsonTokenType.String => WrittenForm.String,
                        JsonTokenType.Number => WrittenForm.Number,
                        JsonTokenType.Null => WrittenForm.Null,
                        _ => WrittenForm.Switch,
                    };
                    var text = form == WrittenForm.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
                    written.Add(new([.. path], text, form, place));
                    Up(path);
                    break;
            }
        }
    }

    private static void Up(List<string> path)
    {
        if (path.Count > 0)
        {
            path.RemoveAt(path.Count - 1);
        }
    }

    private static string Position(ReadOnlySpan<byte> content, long offset)
    {
        var before = content[..(int)offset];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return $"{line}:{column}";
    }
}
