using Sensorium.City.Folders;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;

namespace Sensorium.City.Lake;

/// <summary>
/// A lake, opened once for all that reads or writes it in this process: the pipelines' tables, the catalog, the page's views and queries.
/// Delta's commits guard it, so no lock is taken, also beside a running city.
/// </summary>
internal sealed class LakeAccess : IDisposable
{
    /// <summary>The command of this program that answers a query, in a process of its own.</summary>
    public const string QueryWorker = "query-worker";

    private readonly LocalObjectStore _objects;
    private readonly Func<string, string> _folderOf;
    private readonly TimeProvider _time;

    /// <param name="folder">Full path of the lake; may not exist.</param>
    /// <param name="scratch">Where DuckDB writes and spills.</param>
    /// <param name="folderOf">Full name of a table → its folder in there; null for a folder a layer.</param>
    /// <param name="time">Null for the system's.</param>
    public LakeAccess(string folder, string scratch, Func<string, string>? folderOf = null, TimeProvider? time = null)
    {
        _objects = new(new LocalFileSystem(folder), ".");
        _folderOf = folderOf ?? LakeCatalog.FolderOf;
        _time = time ?? TimeProvider.System;
        Tables = new(_objects, _folderOf, scratch, _time);
        Catalog = new(_objects, Tables);
        Views = new(_objects, Tables, folder, scratch);
    }

    public DeltaTableStore Tables { get; }

    public LakeCatalog Catalog { get; }

    /// <summary>The tables as they are at a moment, with rows that no commit holds yet. It takes no memory before it is asked.</summary>
    public LakeViews Views { get; }

    public static LakeAccess Of(DataFolder data, CityFolder? city, TimeProvider? time = null) =>
        new(data.Lake(city), data.Scratch, time: time);

    /// <summary>Queries over its tables, each in a process of this program.</summary>
    /// <param name="scratch">Where these get their private folders.</param>
    /// <param name="flush">Has a running city commit first, and says why it did not.</param>
    public LakeQueries Queries(QueryLimits limits, string scratch, Func<CancellationToken, Task<string?>> flush) =>
        new(Catalog, QueryProgram.OfThisProcess("sensorium", QueryWorker), limits, scratch, _time) { Flush = flush };

    /// <summary>The table named, or all.</summary>
    public async ValueTask<IReadOnlyList<string>> TablesOr(string? table, CancellationToken cancellation) =>
        table is null ? await Catalog.Tables(cancellation) : [LakeCatalog.FullName(table)];

    /// <summary>Removes a table for good. What a process that ends half-way leaves is an older version of it, or nothing.</summary>
    /// <param name="table">Full name.</param>
    public async ValueTask Drop(string table, CancellationToken cancellation)
    {
        var folder = _folderOf(table);

        // The log goes first, its newest commit before the others.
        foreach (var prefix in new[] { $"{folder}/_delta_log/", $"{folder}/" })
        {
            var keys = new List<string>();
            await foreach (var entry in _objects.List(prefix, cancellation: cancellation))
            {
                keys.Add(entry.Key);
            }

            for (var i = keys.Count - 1; i >= 0; i--)
            {
                await _objects.Delete(keys[i], cancellation);
            }
        }
    }

    public void Dispose()
    {
        Views.Dispose();
        Tables.Dispose();
        _objects.Dispose();
    }
}
