using System.Text;

namespace Sensorium.Web.Ingest;

/// <summary>The way from a record to its key: names of members, from the outside in.</summary>
internal sealed class KeyPath(string? member)
{
    private readonly byte[][] _names = [.. (member?.Split('.') ?? []).Select(Encoding.UTF8.GetBytes)];

    internal bool IsNone => _names.Length == 0;

    internal int Depth => _names.Length;

    internal ReadOnlySpan<byte> this[int level] => _names[level];
}
