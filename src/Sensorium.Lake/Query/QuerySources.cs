namespace Sensorium.Lake.Query;

/// <param name="Views">The tables of a query.</param>
/// <param name="Paths">The files they read: all that the query may open.</param>
public sealed record QuerySources(IReadOnlyList<QueryView> Views, IReadOnlyList<string> Paths);
