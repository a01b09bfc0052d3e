using System.Text.Json;
using Sensorium.Core;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>Asks queries, each in a process of its own that can read the given files and nothing else.</summary>
/// <param name="scratch">Where such a process gets its private folder.</param>
public sealed class QueryWorkerClient(QueryProgram program, QueryLimits limits, string scratch, TimeProvider time)
{
    /// <summary>Starts a query. Its answer must be disposed, which ends its process.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="rows">Fewer rows than the limits allow; null for what they do.</param>
    /// <exception cref="SensoriumException">SN5001 a data file is damaged; SN5010 the query failed; SN5011 its process ended or took too long.</exception>
    public async Task<QueryAnswer> Ask(
        string sql, QuerySources sources, QueryMode mode = QueryMode.Rows, long? rows = null, CancellationToken cancellation = default)
    {
        var folder = new DuckScratch(scratch);
        var request = new QueryRequest(sql, mode, sources.Views, sources.Paths, folder.Folder, limits.MemoryBytes, limits.Threads, rows ?? limits.Rows);
        var process = await QueryProcess.Start(program, request, folder, limits.Timeout, time, cancellation);
        try
        {
            using var columns = JsonDocument.Parse(await process.Next(cancellation));
            var named = columns.RootElement.GetProperty("columns").EnumerateArray();
            return new(process, [.. named.Select(column => new QueryColumn(column[0].GetString()!, column[1].GetString()!))], sources);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}
