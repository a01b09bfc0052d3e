namespace Sensorium.Core.Tables;

/// <param name="Name">Full name, <c>raw.x</c>, <c>processed.x</c> or <c>final.x</c>.</param>
/// <param name="PartitionColumns">Names of fields of the schema.</param>
public sealed record TableDefinition(string Name, Schema Schema, IReadOnlyList<string> PartitionColumns, string? Comment = null);
