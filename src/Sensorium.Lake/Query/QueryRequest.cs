namespace Sensorium.Lake.Query;

/// <summary>What a query's process is told, as one line of JSON on its standard input.</summary>
/// <param name="Folder">A private folder: what it spills, and the Parquet file it may write.</param>
internal sealed record QueryRequest(
    string Sql,
    QueryMode Mode,
    IReadOnlyList<QueryView> Views,
    IReadOnlyList<string> Paths,
    string Folder,
    long MemoryBytes,
    int Threads,
    long? Rows)
{
    /// <summary>The file of <see cref="QueryMode.Parquet"/>.</summary>
    public string ParquetPath => Path.Combine(Folder, "answer.parquet");
}
