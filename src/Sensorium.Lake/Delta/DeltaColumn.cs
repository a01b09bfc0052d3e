using Sensorium.Core;

namespace Sensorium.Lake.Delta;

/// <summary>A column of a Delta table, whoever wrote it.</summary>
/// <param name="DuckType">The type it is read as, in DuckDB's words.</param>
/// <param name="Kind">The type it has in pipelines; null for one that they do not have.</param>
public sealed record DeltaColumn(string Name, string DuckType, TypeKind? Kind, bool Nullable, string? Unit, string? Comment);
