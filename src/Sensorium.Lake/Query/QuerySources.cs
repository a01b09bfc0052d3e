namespace Sensorium.Lake.Query;

/// <param name="Views">The tables of a query.</param>
/// <param name="Paths">The files they read: all that the query may open.</param>
/// <param name="Bytes">Of these files.</param>
/// <param name="Unchecked">Files that were to be compared with their checksums, and have none.</param>
public sealed record QuerySources(IReadOnlyList<QueryView> Views, IReadOnlyList<string> Paths, long Bytes = 0, int Unchecked = 0)
{
    public static QuerySources None { get; } = new([], []);

    public QuerySources With(QuerySources more) => new([.. Views, .. more.Views], [.. Paths, .. more.Paths], Bytes + more.Bytes, Unchecked + more.Unchecked);
}
