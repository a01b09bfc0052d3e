namespace Sensorium.Lake.Query;

/// <param name="Type">DuckDB's name of the type.</param>
public sealed record QueryColumn(string Name, string Type);
