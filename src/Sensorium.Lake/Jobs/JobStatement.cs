namespace Sensorium.Lake.Jobs;

/// <summary>A statement of a job's file.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
/// <param name="Target">Full name of the table it writes; null for one that only prepares.</param>
/// <param name="KeepsOthers">Whether partitions without new rows stay as they are.</param>
/// <param name="PartitionColumns">Null where the statement does not say.</param>
/// <param name="Sql">The SELECT of the new rows, or the preparing statement as it stands.</param>
internal sealed record JobStatement(int Line, string? Target, bool KeepsOthers, IReadOnlyList<string>? PartitionColumns, string Sql);
