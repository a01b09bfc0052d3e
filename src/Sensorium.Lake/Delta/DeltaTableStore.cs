using Sensorium.Core.Objects;
using Sensorium.Core.Sinks;
using Sensorium.Core.Tables;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Maintenance;

namespace Sensorium.Lake.Delta;

/// <summary>Delta tables in folders of an object store.</summary>
/// <param name="folderOf">Where a table of that full name lies, relative to the store.</param>
/// <param name="scratch">A private local folder that DuckDB writes Parquet into before the store takes it over.</param>
public sealed class DeltaTableStore(IObjectStore objects, Func<string, string> folderOf, string scratch, TimeProvider time) : ITableStore, IDisposable
{
    private readonly DuckPool _bench = new(scratch);

    public async ValueTask<ISink> Open(TableDefinition definition, CancellationToken cancellation) => await OpenTable(definition, cancellation);

    /// <inheritdoc cref="Open"/>
    internal async ValueTask<DeltaTable> OpenTable(TableDefinition definition, CancellationToken cancellation)
    {
        var table = new DeltaTable(definition, objects, folderOf(definition.Name), _bench, time);
        await table.Open(cancellation);
        return table;
    }

    /// <summary>A table as of a version, or null where none stands.</summary>
    /// <param name="table">Full name.</param>
    /// <exception cref="Core.SensoriumException">SN5001 a damaged log; SN5002, SN5003 a table that this release cannot read; SN5006 no such version.</exception>
    public async ValueTask<DeltaSnapshot?> Snapshot(string table, AsOf asOf = default, CancellationToken cancellation = default)
    {
        var log = Log(table);
        await log.Load(asOf, cancellation);
        return log.Exists ? log.Snapshot() : null;
    }

    /// <summary>The commits whose files are still there, newest first; empty where no table stands.</summary>
    public IAsyncEnumerable<DeltaHistoryEntry> History(string table, CancellationToken cancellation = default) =>
        DeltaHistory.Read(objects, Log(table), cancellation);

    /// <summary>Merges small files of a table, without a change of its rows. Safe beside writers.</summary>
    /// <param name="dryRun">Only tells what it would do.</param>
    /// <returns>Null where no table stands.</returns>
    /// <exception cref="Core.SensoriumException">SN5018: a file that cannot be read, or a disk that cannot be written.</exception>
    public async ValueTask<CompactionReport?> Optimize(string table, bool dryRun, CancellationToken cancellation = default)
    {
        var log = Log(table);
        await log.Refresh(cancellation);
        if (!log.Exists)
        {
            return null;
        }

        var compaction = new Compaction(log, objects, _bench, time);
        var bins = compaction.All();
        try
        {
            return dryRun ? CompactionReport.Of(log.Version, bins) : await compaction.Run(bins, isAutomatic: false, cancellation);
        }
        catch (Exception error) when (DeltaErrors.IsOfDisk(error))
        {
            throw DeltaErrors.Unwritable(table, error);
        }
    }

    /// <summary>
    /// Removes files that no version within the retention reads and that are older than it, among them staged files that were never
    /// committed, and commits older than 30 days that a checkpoint stands for.
    /// </summary>
    /// <param name="retention">At least an hour; a running city's staged files are younger.</param>
    /// <param name="dryRun">Only tells what it would remove.</param>
    /// <param name="isStaged">
    /// Whether a pipeline is to commit that file, whatever its age: what all checkpoints listed at some moment before this call.
    /// </param>
    /// <returns>Null where no table stands.</returns>
    /// <exception cref="Core.SensoriumException">SN5012 the retention is too short; SN5018 a disk that cannot be written.</exception>
    public async ValueTask<VacuumReport?> Vacuum(
        string table, TimeSpan retention, bool dryRun, Func<string, bool> isStaged, CancellationToken cancellation = default)
    {
        var log = Log(table);
        await log.Refresh(cancellation);
        try
        {
            return log.Exists ? await new Vacuum(log, objects, time).Run(retention, dryRun, isStaged, cancellation) : null;
        }
        catch (Exception error) when (DeltaErrors.IsOfDisk(error))
        {
            throw DeltaErrors.Unwritable(table, error);
        }
    }

    /// <summary>Compares the data files of a version with the checksums that their writer kept.</summary>
    /// <returns>Null where no table stands.</returns>
    public async ValueTask<VerifyReport?> Verify(string table, AsOf asOf = default, CancellationToken cancellation = default)
    {
        if (await Snapshot(table, asOf, cancellation) is not { } snapshot)
        {
            return null;
        }

        var (whole, bytes) = (0, 0L);
        var (without, damaged) = (new List<string>(), new List<(string, string)>());
        foreach (var file in snapshot.Files)
        {
            if (!DeltaPath.IsInside(file.Path))
            {
                throw DeltaErrors.Outside(table, file.Path);
            }

            if (file.Checksum is null)
            {
                without.Add(file.Path);
            }
            else if (await FileChecksum.Fault(objects, snapshot.Folder, file, cancellation) is { } fault)
            {
                damaged.Add((file.Path, fault));
            }
            else
            {
                (whole, bytes) = (whole + 1, bytes + file.Size);
            }
        }

        return new(snapshot.Version, whole, bytes, without, damaged);
    }

    /// <summary>Removes the scratch files that killed processes have left; those of living ones stay.</summary>
    /// <returns>Folders removed.</returns>
    /// <exception cref="IOException">A folder cannot be removed. So it is with <see cref="UnauthorizedAccessException"/>.</exception>
    public int ClearScratch() => DuckScratch.RemoveAbandoned(_bench.Scratch, _bench.Spill, time.GetUtcNow());

    /// <summary>Ends the DuckDB that the tables share; they can be written no more.</summary>
    public void Dispose() => _bench.Dispose();

    internal DeltaLog Log(string table) => new(objects, table, folderOf(table), _bench);

    internal IObjectStore Objects => objects;

    internal string Scratch => _bench.Scratch;

    internal TimeProvider Time => time;
}
