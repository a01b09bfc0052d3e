namespace Sensorium.Core;

/// <summary>The ordered fields of a row. Names are unique without regard to case.</summary>
public sealed class Schema
{
    private readonly Dictionary<string, int> _indexByName;

    public Schema(params IReadOnlyList<Field> fields)
    {
        Fields = fields;
        _indexByName = new(fields.Count, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < fields.Count; i++)
        {
            _indexByName.Add(fields[i].Name, i);
        }
    }

    public IReadOnlyList<Field> Fields { get; }

    public int Count => Fields.Count;

    public Field this[int index] => Fields[index];

    /// <summary>The index of a field, or −1.</summary>
    public int IndexOf(string name) => _indexByName.GetValueOrDefault(name, -1);

    public override string ToString() => string.Join(", ", Fields.Select(field => $"{field.Name} {field.Type}"));
}
