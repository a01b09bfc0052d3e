using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.Lake.Delta;

/// <summary>A data file that a snapshot holds.</summary>
/// <param name="Path">Relative to the table, not encoded.</param>
/// <param name="Partition">Partition column → value as Delta writes it; null for a null.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">Milliseconds since 1970.</param>
/// <param name="Tags">What its writer noted beside; null for nothing.</param>
public sealed record DeltaFile(
    string Path,
    IReadOnlyDictionary<string, string?> Partition,
    long Size,
    long Modified,
    string? Statistics,
    IReadOnlyDictionary<string, string?>? Tags = null)
{
    /// <summary>Null where its writer kept none: every writer but this one.</summary>
    internal string? Checksum => Tags?.GetValueOrDefault(FileChecksum.Tag);

    /// <summary>How many rows it has, as its statistics say; null where they do not.</summary>
    public long? Rows
    {
        get
        {
            try
            {
                return Statistics is null ? null : (long?)JsonNode.Parse(Statistics)?["numRecords"];
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
            {
                // Statistics of another writer are hints.
                return null;
            }
        }
    }

    /// <summary>The partition's values as one text, equal for files of one partition.</summary>
    internal string PartitionKey(IReadOnlyList<string> columns) =>
        string.Concat(columns.Select(column => Partition.GetValueOrDefault(column) is { } value ? $"{value.Length}:{value}" : "-"));
}
