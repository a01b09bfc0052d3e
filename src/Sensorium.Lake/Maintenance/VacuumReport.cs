namespace Sensorium.Lake.Maintenance;

/// <param name="Files">Keys of the files that were removed, or would be.</param>
/// <param name="Bytes">Their size together.</param>
public sealed record VacuumReport(IReadOnlyList<string> Files, long Bytes);
