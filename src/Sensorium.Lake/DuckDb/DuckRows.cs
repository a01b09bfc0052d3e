namespace Sensorium.Lake.DuckDb;

/// <param name="Types">DuckDB's names of the columns' types.</param>
public sealed record DuckRows(IReadOnlyList<string> Names, IReadOnlyList<string> Types, IReadOnlyList<string?[]> Rows);
