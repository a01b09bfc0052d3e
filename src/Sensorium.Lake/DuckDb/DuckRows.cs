namespace Sensorium.Lake.DuckDb;

/// <summary>A whole result as text.</summary>
/// <param name="Types">DuckDB's names of the columns' types.</param>
/// <param name="Rows">A text, or null for NULL, a column.</param>
public sealed record DuckRows(IReadOnlyList<string> Names, IReadOnlyList<string> Types, IReadOnlyList<string?[]> Rows);
