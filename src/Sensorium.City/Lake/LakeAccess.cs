using Sensorium.City.Folders;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;

namespace Sensorium.City.Lake;

/// <summary>A lake's folder as commands open it. Delta's commits guard it, so no lock is taken, also beside a running city.</summary>
internal sealed class LakeAccess : IDisposable
{
    /// <summary>The command of this program that answers a query, in a process of its own.</summary>
    public const string QueryWorker = "query-worker";

    private readonly LocalObjectStore _objects;

    /// <param name="folder">Full path of the lake; may not exist.</param>
    /// <param name="scratch">Where DuckDB writes and spills.</param>
    public LakeAccess(string folder, string scratch)
    {
        _objects = new(new LocalFileSystem(folder), ".");
        Tables = new(_objects, LakeCatalog.FolderOf, scratch, TimeProvider.System);
        Catalog = new(_objects, Tables);
    }

    public DeltaTableStore Tables { get; }

    public LakeCatalog Catalog { get; }

    public static LakeAccess Of(DataFolder data, CityFolder? city) => new(data.Lake(city), data.Scratch);

    /// <summary>Queries over its tables, each in a process of this program.</summary>
    /// <param name="scratch">Where these get their private folders.</param>
    /// <param name="flush">Has a running city commit first, and says why it did not.</param>
    public LakeQueries Queries(QueryLimits limits, string scratch, Func<CancellationToken, Task<string?>> flush) =>
        new(Catalog, QueryProgram.OfThisProcess("sensorium", QueryWorker), limits, scratch, TimeProvider.System) { Flush = flush };

    /// <summary>The table named, or all.</summary>
    public async ValueTask<IReadOnlyList<string>> TablesOr(string? table, CancellationToken cancellation) =>
        table is null ? await Catalog.Tables(cancellation) : [LakeCatalog.FullName(table)];

    public void Dispose()
    {
        Tables.Dispose();
        _objects.Dispose();
    }
}
