using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Query;

/// <summary>What the inside of a query's process answers, without the process.</summary>
internal static class Asked
{
    /// <summary>The lines of the answer: columns, rows, end.</summary>
    /// <param name="folder">Of the answer's Parquet file and what is spilled.</param>
    public static async Task<List<JsonNode>> Lines(string folder, string sql, QuerySources sources, QueryMode mode = QueryMode.Rows)
    {
        var request = new QueryRequest(sql, mode, sources.Views, sources.Paths, folder, 256 << 20, 2, null);
        using var input = new MemoryStream([.. JsonSerializer.SerializeToUtf8Bytes(request), (byte)'\n']);
        using var output = new MemoryStream();
        await QueryWorker.Serve(input, output, new ThreadScheduler(), _ => { }, () => { });
        return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)];
    }

    public static async Task<string> Hash(string folder, string sql, QuerySources sources)
    {
        var end = (await Lines(folder, sql, sources, QueryMode.Hash))[^1];
        return (string?)end["hash"] ?? throw new InvalidOperationException(end.ToJsonString());
    }
}
