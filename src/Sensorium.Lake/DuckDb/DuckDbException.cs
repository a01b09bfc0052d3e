namespace Sensorium.Lake.DuckDb;

/// <summary>What DuckDB said of a statement that failed.</summary>
public sealed class DuckDbException(string message, Exception? inner = null) : Exception(message, inner);
