namespace Sensorium.Sql.Binding;

/// <summary>What a query reads, views' own reads included.</summary>
internal sealed class Reads
{
    public SortedSet<string> Streams { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedSet<string> Views { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedSet<string> References { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Add(Reads other)
    {
        Streams.UnionWith(other.Streams);
        Views.UnionWith(other.Views);
        References.UnionWith(other.References);
    }
}
