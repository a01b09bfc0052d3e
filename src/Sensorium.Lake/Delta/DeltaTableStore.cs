using Sensorium.Core.Objects;
using Sensorium.Core.Tables;

namespace Sensorium.Lake.Delta;

/// <summary>Delta tables in folders of an object store.</summary>
/// <param name="folderOf">Where a table of that full name lies, relative to the store.</param>
/// <param name="scratch">A private local folder that DuckDB writes Parquet into before the store takes it over.</param>
public sealed class DeltaTableStore(IObjectStore objects, Func<string, string> folderOf, string scratch, TimeProvider time) : ITableStore
{
    public async ValueTask<ITable> Open(TableDefinition definition, CancellationToken cancellation)
    {
        var table = new DeltaTable(definition, objects, folderOf(definition.Name), scratch, time);
        await table.Open(cancellation);
        return table;
    }

    /// <summary>A table as of a version, or null where none stands in that folder.</summary>
    public async ValueTask<DeltaSnapshot?> Snapshot(string folder, long version = long.MaxValue, CancellationToken cancellation = default)
    {
        var log = new DeltaLog(objects, folder, folder);
        await log.Refresh(version, cancellation);
        return log.Exists ? log.Snapshot() : null;
    }
}
