using System.Text.Json;
using System.Text.Unicode;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Finds a stream's members in a record by <see cref="Utf8JsonReader"/>. The slowest of the ways and the one that the others answer to:
/// whatever they do not take goes here, so every rejection of JSON is decided here.
/// </summary>
internal sealed class JsonRecordReader(MemberNode root, FoundValue[] found, RecordCounter counter)
{
    private readonly Scratch _name = new();
    private long _record;

    /// <summary>Of the last record.</summary>
    public int DuplicateKeys { get; private set; }

    public RejectReason Read(ReadOnlySpan<byte> record)
    {
        DuplicateKeys = 0;
        Array.Clear(found);
        if (record.IsEmpty)
        {
            return RejectReason.Empty;
        }

        if (!Utf8.IsValid(record))
        {
            return RejectReason.NotUtf8;
        }

        _record = counter.Next();
        var reader = new Utf8JsonReader(record);
        try
        {
            reader.Read();
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            if (isObject)
            {
                ReadObject(ref reader, root);
            }
            else
            {
                reader.Skip();
            }

            // Nothing but white space may follow.
            reader.Read();
            return isObject ? RejectReason.None : RejectReason.NotAnObject;
        }
        catch (JsonException)
        {
            return RejectReason.NotJson;
        }
    }

    /// <summary>From the object's brace to its end. As deep as the tree of spellings is.</summary>
    private void ReadObject(ref Utf8JsonReader reader, MemberNode node)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = Find(ref reader, node);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (child is null)
            {
                reader.Skip();
                continue;
            }

            if (child.Begin(_record, found))
            {
                DuplicateKeys++;
            }

            var kind = reader.TokenType switch
            {
                JsonTokenType.Null => ValueKind.Null,
                JsonTokenType.String => reader.ValueIsEscaped ? ValueKind.EscapedText : ValueKind.Text,
                JsonTokenType.Number => ValueKind.Number,
                JsonTokenType.True => ValueKind.True,
                JsonTokenType.False => ValueKind.False,
                JsonTokenType.StartObject => ValueKind.Object,
                _ => ValueKind.Array,
            };
            if (kind == ValueKind.Object && child.Children.Length > 0)
            {
                ReadObject(ref reader, child);
            }
            else
            {
                reader.Skip();
            }

            if (child.Slot >= 0)
            {
                var quote = kind is ValueKind.Text or ValueKind.EscapedText ? 1 : 0;
                found[child.Slot] = new()
                {
                    Start = start + quote,
                    Length = (int)reader.BytesConsumed - start - (2 * quote),
                    Kind = kind,
                };
            }
        }
    }

    private MemberNode? Find(ref Utf8JsonReader reader, MemberNode node)
    {
        var name = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return node.Find(name);
        }

        var plain = _name.Take(name.Length);
        var length = JsonText.Unescape(name, plain);
        return length < 0 ? null : node.Find(plain[..length]);
    }
}
