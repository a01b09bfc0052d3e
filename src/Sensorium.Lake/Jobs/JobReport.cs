namespace Sensorium.Lake.Jobs;

/// <summary>What a job's run did to one table.</summary>
/// <param name="Version">The table's version that holds it.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="FilesAdded">Data files that hold them.</param>
/// <param name="FilesRemoved">Data files they took the place of.</param>
public sealed record JobReport(string Table, long Version, long Rows, int FilesAdded, int FilesRemoved);
