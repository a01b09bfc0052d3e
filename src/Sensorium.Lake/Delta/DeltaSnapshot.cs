using Sensorium.Core;

namespace Sensorium.Lake.Delta;

/// <summary>A table as of one version.</summary>
/// <param name="Table">Its full name.</param>
/// <param name="Folder">Its folder in the object store.</param>
/// <param name="Files">By path.</param>
/// <param name="Applications">Newest epoch by application id.</param>
/// <param name="Comment">What the table holds, in its owner's words.</param>
public sealed record DeltaSnapshot(
    string Table,
    string Folder,
    long Version,
    IReadOnlyList<DeltaColumn> Columns,
    IReadOnlyList<string> PartitionColumns,
    IReadOnlyList<DeltaFile> Files,
    IReadOnlyDictionary<string, long> Applications,
    string? Comment)
{
    /// <summary>The columns as pipelines see them.</summary>
    /// <exception cref="SensoriumException">SN5003 for a type that pipelines do not have.</exception>
    public Schema Schema => new([.. Columns.Select(column => new Field(
        column.Name,
        column.Kind ?? throw DeltaErrors.UnknownType(Table, column.Name, column.DuckType),
        column.Nullable,
        column.Unit,
        column.Comment))]);
}
