using System.Text;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Web.Pages;

/// <summary>A value of a JSON file with its place, for messages.</summary>
/// <param name="Text">Of a string its content, of a number as it is written.</param>
/// <param name="Raw">Of a string, as it stands between its quotes.</param>
internal sealed record PageNode(
    JsonValueKind Kind, string Text, SourceSpan Span, IReadOnlyList<PageMember> Members, IReadOnlyList<PageNode> Items, byte[] Raw)
{
    internal PageNode? this[string name] => Members.FirstOrDefault(member => member.Name == name)?.Value;

    /// <exception cref="JsonException">It is not JSON.</exception>
    internal static PageNode Read(string file, byte[] json)
    {
        var start = json.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var content = json.AsSpan(start);
        var reader = new Utf8JsonReader(
            content, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        var node = Read(ref reader, content, file);
        reader.Read();
        return node;
    }

    /// <summary>The place in the file of a character of this string's content.</summary>
    internal SourceSpan PlaceOf(int character)
    {
        var at = 0;
        for (var passed = 0; passed < character && at < Raw.Length;)
        {
            if (Raw[at] == '\\')
            {
                at += at + 1 < Raw.Length && Raw[at + 1] == 'u' ? 6 : 2;
                passed++;
                continue;
            }

            var isWide = Raw[at] >= 0xF0;
            at += Raw[at] < 0x80 ? 1 : isWide ? 4 : Raw[at] >= 0xE0 ? 3 : 2;
            passed += isWide ? 2 : 1;
        }

        // A JSON string has no line ends; its quote stands before it.
        var columns = 1 + Encoding.UTF8.GetCharCount(Raw, 0, Math.Min(at, Raw.Length));
        return Span with { Column = Span.Column + columns, Offset = Span.Offset + columns, Length = 1 };
    }

    private static PageNode Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> content, string file)
    {
        var span = Place(ref reader, content, file);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<PageMember>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var place = Place(ref reader, content, file);
                    var name = reader.GetString()!;
                    reader.Read();
                    members.Add(new(name, place, Read(ref reader, content, file)));
                }

                return new(JsonValueKind.Object, "", span, members, [], []);
            case JsonTokenType.StartArray:
                var items = new List<PageNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, content, file));
                }

                return new(JsonValueKind.Array, "", span, [], items, []);
            case JsonTokenType.String:
                return new(JsonValueKind.String, reader.GetString()!, span, [], [], reader.ValueSpan.ToArray());
            default:
                var kind = reader.TokenType switch
                {
                    JsonTokenType.Number => JsonValueKind.Number,
                    JsonTokenType.True => JsonValueKind.True,
                    JsonTokenType.False => JsonValueKind.False,
                    _ => JsonValueKind.Null,
                };
                return new(kind, Encoding.UTF8.GetString(reader.ValueSpan), span, [], [], []);
        }
    }

    private static SourceSpan Place(ref Utf8JsonReader reader, ReadOnlySpan<byte> content, string file)
    {
        var before = content[..(int)reader.TokenStartIndex];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new(file, line, column, Encoding.UTF8.GetCharCount(before), 1);
    }
}
