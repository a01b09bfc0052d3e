namespace Sensorium.Lake.Query;

/// <summary>What one query may use.</summary>
/// <param name="MemoryBytes">DuckDB's memory; beyond it, it spills up to four times as much to the disk, then fails.</param>
/// <param name="Timeout">From its start to its last row; then its process is ended.</param>
/// <param name="Rows">Rows that are answered; null for all.</param>
public sealed record QueryLimits(long MemoryBytes, int Threads, TimeSpan Timeout, long? Rows);
