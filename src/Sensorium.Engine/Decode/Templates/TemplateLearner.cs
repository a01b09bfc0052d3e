using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Makes templates of records that were accepted.</summary>
internal sealed class TemplateLearner
{
    private const int MaxFields = 256;
    private const int MaxRecord = 16 * 1024;

    private readonly MemberNode _root;
    private readonly ColumnPlan[] _columns;
    private readonly ColumnPlan[][] _columnsBySlot;
    private readonly bool _hasNullText;
    private readonly Dictionary<int, TextCodes> _codes = [];
    private readonly List<TemplateField> _fields = [];
    private readonly HashSet<ColumnPlan> _found = [];
    private readonly HashSet<MemberNode> _nodes = [];
    private readonly Scratch _name = new();
    private int _cut;

    public TemplateLearner(MemberNode root, ColumnPlan[] columns, int slots, bool hasNullText)
    {
        _root = root;
        _columns = columns;
        _hasNullText = hasNullText;
        _columnsBySlot = [.. Enumerable.Range(0, slots).Select(slot => columns.Where(column => column.Slots.Contains(slot)).ToArray())];
        foreach (var column in columns)
        {
            if (column.Dictionary is { } dictionary)
            {
                _codes.Add(column.Index, new(dictionary));
            }
        }
    }

    /// <summary>Null for records that are better validated one by one: very long, with members twice or under several spellings.</summary>
    /// <param name="record">Accepted.</param>
    public RecordTemplate? Learn(ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecord)
        {
            return null;
        }

        _fields.Clear();
        _found.Clear();
        _nodes.Clear();
        _cut = 0;
        var reader = new Utf8JsonReader(record);
        reader.Read();
        if (!LearnValue(ref reader, record, _root, null))
        {
            return null;
        }

        var end = new TemplateField(record[_cut..], FieldOperation.SkipWord, ValueKind.Absent, []);
        return new(
            [.. _fields],
            end,
            [.. _columns.Where(column => column.Materialised && !_found.Contains(column))],
            [.. _fields.Where(field => field.Operation is > FieldOperation.SkipWord and < FieldOperation.Validate)
                .SelectMany(field => field.Columns).Where(column => column.Materialised).Distinct()]);
    }

    /// <param name="node">The member's place in the tree of spellings, or null.</param>
    /// <param name="point">The POINT column that this is a part of, with the part's number, or null.</param>
    private bool LearnValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, MemberNode? node, (ColumnPlan Column, int Part)? point)
    {
        var columns = node is { Slot: >= 0 } ? _columnsBySlot[node.Slot] : [];
        if (node is not null && !_nodes.Add(node))
        {
            return false;
        }

        foreach (var column in columns)
        {
            if (!_found.Add(column))
            {
                return false;
            }
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                // Beside a point, no column can be an object or an array.
                if (columns.Length > 1)
                {
                    return false;
                }

                return reader.TokenType == JsonTokenType.StartObject
                    ? LearnObject(ref reader, record, node, columns.FirstOrDefault())
                    : LearnArray(ref reader, record, columns.FirstOrDefault());
            case JsonTokenType.String:
                var text = (int)reader.TokenStartIndex + 1;
                return point is null && Add(record, text, (int)reader.BytesConsumed - 1, ValueKind.Text, columns);
            case JsonTokenType.Number:
                var number = (int)reader.TokenStartIndex;
                return Add(record, number, number + reader.ValueSpan.Length, ValueKind.Number, columns, point);
            default:
                var word = (int)reader.TokenStartIndex;
                return point is null && Add(record, word, (int)reader.BytesConsumed, ValueKind.Null, columns);
        }
    }

    private bool LearnObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, MemberNode? node, ColumnPlan? point)
    {
        var parts = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Unescaped(ref reader);
            if (name.Length == 0 && reader.ValueSpan.Length > 0)
            {
                return false;
            }

            var child = node?.Find(name);
            var part = point is null ? -1
                : name.SequenceEqual("latitude"u8) || name.SequenceEqual("lat"u8) ? 0
                : name.SequenceEqual("longitude"u8) || name.SequenceEqual("lon"u8) || name.SequenceEqual("lng"u8) ? 1
                : -1;
            reader.Read();
            if (part >= 0)
            {
                // A part that is a column too, or that comes twice, is left to those who validate one by one.
                if (child is not null || (parts & (1 << part)) != 0 || reader.TokenType != JsonTokenType.Number)
                {
                    return false;
                }

                parts |= 1 << part;
                if (!LearnValue(ref reader, record, null, (point!, part)))
                {
                    return false;
                }
            }
            else if (!LearnValue(ref reader, record, child, null))
            {
                return false;
            }
        }

        return point is null || parts == 3;
    }

    private bool LearnArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, ColumnPlan? point)
    {
        for (var part = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; part++)
        {
            if (!LearnValue(ref reader, record, null, point is null ? null : (point, part)))
            {
                return false;
            }
        }

        return true;
    }

    private bool Add(
        ReadOnlySpan<byte> record, int start, int end, ValueKind kind, ColumnPlan[] columns, (ColumnPlan Column, int Part)? point = null)
    {
        var literal = record[_cut..start];
        _cut = end;
        var operation = point?.Part switch { 0 => FieldOperation.Latitude, 1 => FieldOperation.Longitude, _ => Operation(kind, columns) };
        _fields.Add(new(literal, operation, kind, point is { } half ? [half.Column] : columns)
        {
            Codes = operation == FieldOperation.Code ? _codes[columns[0].Index] : null,
        });
        return _fields.Count <= MaxFields;
    }

    private FieldOperation Operation(ValueKind kind, ColumnPlan[] columns)
    {
        if (columns.Length == 0)
        {
            return kind switch
            {
                ValueKind.Text => FieldOperation.SkipText,
                ValueKind.Number => FieldOperation.SkipNumber,
                _ => FieldOperation.SkipWord,
            };
        }

        var column = columns[0];
        if (columns.Length > 1 || (kind == ValueKind.Text && _hasNullText))
        {
            return FieldOperation.Validate;
        }

        return (kind, column.Type) switch
        {
            (ValueKind.Text, TypeKind.Varchar or TypeKind.Binary) =>
                !column.Materialised ? FieldOperation.SkipText
                : column.Dictionary is null ? FieldOperation.Text
                : FieldOperation.Code,
            (ValueKind.Text, TypeKind.Timestamp) => FieldOperation.Timestamp,
            (ValueKind.Number, TypeKind.Double) => column.Materialised ? FieldOperation.Double : FieldOperation.SkipNumber,
            (ValueKind.Number, TypeKind.Integer) => FieldOperation.Integer,
            (ValueKind.Number, TypeKind.BigInt) => FieldOperation.BigInt,
            (ValueKind.Number, TypeKind.Timestamp) => FieldOperation.Epoch,
            _ => FieldOperation.Validate,
        };
    }

    /// <summary>Empty where the name holds half of a surrogate pair.</summary>
    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return name;
        }

        var plain = _name.Take(name.Length);
        return plain[..Math.Max(0, JsonText.Unescape(name, plain))];
    }
}
