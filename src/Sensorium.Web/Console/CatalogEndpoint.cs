using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;

namespace Sensorium.Web.Console;

/// <summary>
/// <c>GET /catalog</c>: the lake's tables with their comments, and their columns with types, units and comments, as the newest commits
/// have them.
/// </summary>
internal sealed class CatalogEndpoint(LakeCatalog catalog, TimeProvider time)
{
    /// <summary>Reading all logs takes some work, which however many pages ask may share.</summary>
    private static readonly TimeSpan _kept = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Every answer is nosniff, so none is ever taken for HTML.
    };

    private readonly Lock _gate = new();
    private Task<byte[]>? _answer;
    private long _readAt;

    internal async Task Get(HttpContext context)
    {
        var answer = await Newest().WaitAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private Task<byte[]> Newest()
    {
        lock (_gate)
        {
            if (_answer is null || _answer.IsFaulted || time.GetElapsedTime(_readAt) > _kept)
            {
                _readAt = time.GetTimestamp();
                _answer = Read();
            }

            return _answer;
        }
    }

    /// <summary>Of no request in particular: others may wait for it too.</summary>
    private async Task<byte[]> Read()
    {
        await Task.Yield();
        return JsonSerializer.SerializeToUtf8Bytes(new { tables = await Tables() }, _json);
    }

    private async Task<List<object>> Tables()
    {
        var tables = new List<object>();
        foreach (var name in await catalog.Tables())
        {
            try
            {
                tables.Add(Described(await catalog.Table(name)));
            }
            catch (SensoriumException error)
            {
                // One damaged table hides no other.
                tables.Add(
                    new { name, error = new
                    {
                        code = error.Code,
                        message = error.Message,
                        fix = error.Fix,
                    }, columns = Array.Empty<object>() });
            }
        }

        return tables;
    }

    private static object Described(DeltaSnapshot table)
    {
        var rows = table.Files.Select(file => file.Rows).ToList();
        return new
        {
            name = table.Table,
            comment = table.Comment,
            version = table.Version,
            rows = rows.TrueForAll(count => count is not null) ? rows.Sum() : null,
            files = table.Files.Count,
            bytes = table.Files.Sum(file => file.Size),
            columns = table.Columns.Select(column => new
            {
                name = column.Name,
                type = column.DuckType.Replace("\"", "", StringComparison.Ordinal),
                unit = column.Unit,
                comment = column.Comment,
                partition = table.PartitionColumns.Contains(column.Name),
            }),
        };
    }
}
