namespace Sensorium.Lake.Query;

/// <summary>A table as a query sees it.</summary>
/// <param name="Schema"><c>raw</c>, <c>processed</c>, <c>final</c> or <c>main</c>.</param>
/// <param name="Sql">The SELECT of its rows.</param>
public sealed record QueryView(string Schema, string Name, string Sql);
