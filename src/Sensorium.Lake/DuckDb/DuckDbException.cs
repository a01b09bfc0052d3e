namespace Sensorium.Lake.DuckDb;

/// <summary>What DuckDB said of a statement that failed.</summary>
public sealed class DuckDbException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the statement needed more than the database's memory, and could not spill.</summary>
    internal bool IsOutOfMemory => Message.StartsWith("Out of Memory Error", StringComparison.Ordinal);
}
