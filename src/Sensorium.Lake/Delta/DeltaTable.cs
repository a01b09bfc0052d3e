using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Objects;
using Sensorium.Core.Sinks;
using Sensorium.Core.Tables;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Maintenance;

namespace Sensorium.Lake.Delta;

/// <summary>
/// A Delta table as a pipeline's sink. One writer a table object; several processes may write one table. After a commit it writes a
/// checkpoint where one is due, and merges small files where a partition has many.
/// </summary>
internal sealed class DeltaTable : ISink
{
    /// <summary>Staged names remembered until their commit.</summary>
    private const int RememberedFiles = 100_000;

    private readonly TableDefinition _definition;
    private readonly IObjectStore _objects;
    private readonly string _folder;
    private readonly DuckPool _bench;
    private readonly TimeProvider _time;
    private readonly DeltaLog _log;
    private readonly HashSet<string> _stagedHere = new(StringComparer.Ordinal);
    private IReadOnlyList<DeltaColumn>? _columns;
    private JsonObject? _protocol;

    /// <summary>The version from which small files are merged; later than the newest where that has failed.</summary>
    private long _mergesFrom;

    public DeltaTable(TableDefinition definition, IObjectStore objects, string folder, DuckPool bench, TimeProvider time)
    {
        (_definition, _objects, _folder, _bench, _time) = (definition, objects, folder, bench, time);
        _log = new(objects, definition.Name, folder, bench, keepsTombstones: false);
    }

    public string Name => _definition.Name;

    public Schema Schema => _definition.Schema;

    public bool IsTransactional => true;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Creates the table where it does not stand, adds nullable columns that are new at the end, and refuses one of another schema by name.</summary>
    /// <exception cref="SensoriumException">Also SN5018: a disk that cannot be written.</exception>
    public async ValueTask Open(CancellationToken cancellation)
    {
        try
        {
            await _log.Refresh(cancellation);
            while (!_log.Exists)
            {
                if (!await _log.TryPublish(Birth(), cancellation))
                {
                    await _log.Refresh(cancellation);
                }
            }

            while (!Fits())
            {
                if (!await _log.TryPublish(Widening(), cancellation))
                {
                    await _log.Refresh(cancellation);
                }
            }
        }
        catch (Exception error) when (DeltaErrors.IsOfDisk(error))
        {
            throw DeltaErrors.Unwritable(Name, error);
        }
    }

    public async ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation)
    {
        await _log.Refresh(cancellation);
        return _log.Applications();
    }

    /// <exception cref="SensoriumException">SN5030: rows that are no inserts.</exception>
    public async ValueTask<IReadOnlyList<StagedFile>> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
    {
        if (rows.All(batch => batch.Count == 0))
        {
            return [];
        }

        if (rows.Any(batch => batch.Operations.AsSpan(0, Math.Min(batch.Count, batch.Operations?.Length ?? 0)).ContainsAnyExcept(RowOperation.Insert)))
        {
            throw DeltaErrors.OnlyInserts(Name);
        }

        try
        {
            using var relation = new BatchRelation(Schema, rows);
            var files = await _bench.Run(
                isUpkeep: false,
                work => new DataFileWriter(_objects, Name, _folder, work.Scratch, work.Connection)
                    .Write(relation.Sql, _log.State.Columns, _definition.PartitionColumns, cancellation),
                cancellation);
            if (_stagedHere.Count > RememberedFiles)
            {
                _stagedHere.Clear();
            }

            _stagedHere.UnionWith(files.Select(file => file.Path));
            return files;
        }
        catch (Exception error) when (DeltaErrors.IsOfDisk(error))
        {
            throw DeltaErrors.Unwritable(Name, error);
        }
    }

    public async ValueTask Commit(TableCommit commit, CancellationToken cancellation)
    {
        if (commit.Files.Count == 0)
        {
            return;
        }

        try
        {
            if (!await Publish(commit, cancellation))
            {
                return;
            }
        }
        catch (Exception error) when (DeltaErrors.IsOfDisk(error))
        {
            throw DeltaErrors.Unwritable(Name, error);
        }

        _stagedHere.ExceptWith(commit.Files.Select(file => file.Path));
        await Tend(commit, cancellation);
    }

    async ValueTask<byte[]?> ISink.Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation) =>
        await Stage(rows, cancellation) is { Count: > 0 } files ? StagedFile.Write(files) : null;

    ValueTask ISink.Commit(SinkCommit commit, CancellationToken cancellation) => Commit(
        new(commit.ApplicationId, commit.Epoch, [.. commit.Staged.SelectMany(StagedFile.Read)], commit.Provenance), cancellation);

    /// <returns>False where the table has the epoch already.</returns>
    private async ValueTask<bool> Publish(TableCommit commit, CancellationToken cancellation)
    {
        while (true)
        {
            await _log.Refresh(cancellation);
            if (_log.State.Applications.TryGetValue(commit.ApplicationId, out var transaction) && transaction.Version >= commit.Epoch)
            {
                return false;
            }

            if (!Fits())
            {
                throw DeltaErrors.OtherColumns(Name, Described(_log.State.Columns), Schema.ToString());
            }

            await RequireStaged(commit, cancellation);

            // An append conflicts with nothing but another commit of the same application, which the next round sees.
            if (await _log.TryPublish(Actions(commit), cancellation))
            {
                return true;
            }
        }
    }

    /// <summary>Best-effort maintenance after a commit. Failures are retried later.</summary>
    private async ValueTask Tend(TableCommit commit, CancellationToken cancellation)
    {
        if (_log.Version >= _mergesFrom && !await Succeeds(Merge))
        {
            _mergesFrom = _log.Version + DeltaLog.CheckpointInterval;
        }

        if (_log.IsCheckpointDue)
        {
            await Succeeds(() => _log.WriteCheckpoint(Now, cancellation));
        }

        async ValueTask Merge()
        {
            var compaction = new Compaction(_log, _objects, _bench, _time);
            await compaction.Run(compaction.Due(commit.Files), isAutomatic: true, cancellation);
        }
    }

    /// <summary>The epoch is committed: a full disk shows at the next stage, a file that cannot be read at a query of it.</summary>
    private static async ValueTask<bool> Succeeds(Func<ValueTask> upkeep)
    {
        try
        {
            await upkeep();
            return true;
        }
        catch (Exception error) when (error is SensoriumException || DeltaErrors.IsOfDisk(error))
        {
            return false;
        }
    }

    /// <summary>Files staged by an earlier process may have fallen to a vacuum since; a commit never names one that is gone.</summary>
    private async ValueTask RequireStaged(TableCommit commit, CancellationToken cancellation)
    {
        foreach (var file in commit.Files.Where(file => !_stagedHere.Contains(file.Path)))
        {
            var key = $"{_folder}/{file.Path}";
            var isThere = _objects.LocalPath(key) is not null;
            if (!isThere)
            {
                await foreach (var entry in _objects.List(key, cancellation: cancellation))
                {
                    isThere = entry.Key == key;
                    break;
                }
            }

            if (!isThere)
            {
                throw DeltaErrors.StagedFileGone(Name, file.Path);
            }

            _stagedHere.Add(file.Path);
        }
    }

    /// <summary>Whether the table has the definition's columns; false where it lacks some that may be added.</summary>
    private bool Fits()
    {
        var (found, protocol) = (_log.State.Columns, _log.State.Protocol);
        if (ReferenceEquals(found, _columns) && ReferenceEquals(protocol, _protocol))
        {
            return true;
        }

        _log.State.RequireWritable();
        var fields = Schema.Fields;
        var same = found.Count <= fields.Count && found.Zip(fields).All(pair => pair.First.Name == pair.Second.Name && pair.First.Kind == pair.Second.Type);
        var added = fields.Skip(found.Count).All(field => field.Nullable && !_definition.PartitionColumns.Contains(field.Name));
        if (!same || !added || !_log.State.PartitionColumns.SequenceEqual(_definition.PartitionColumns))
        {
            throw DeltaErrors.OtherColumns(Name, Described(found), Schema.ToString());
        }

        if (found.Count < fields.Count)
        {
            return false;
        }

        (_columns, _protocol) = (found, protocol);
        return true;
    }

    private static string Described(IEnumerable<DeltaColumn> columns) =>
        string.Join(", ", columns.Select(column => $"{column.Name} {column.Kind?.ToString() ?? column.DuckType}"));

    private JsonObject[] Birth() =>
    [
        DeltaActions.Info("CREATE TABLE", Now, isBlindAppend: true),
        DeltaActions.Protocol(),
        DeltaActions.Metadata(Name, _definition.Comment, DeltaSchema.Write(Schema), _definition.PartitionColumns, Now),
    ];

    private JsonObject[] Widening()
    {
        var metadata = (JsonObject)_log.State.Metadata.DeepClone();
        metadata["schemaString"] = DeltaSchema.Write(Schema);
        return [DeltaActions.Info("ADD COLUMNS", Now, isBlindAppend: false, readVersion: _log.Version), new() { ["metaData"] = metadata }];
    }

    private List<JsonObject> Actions(TableCommit commit)
    {
        var now = Now;
        var info = DeltaActions.Info("STREAMING UPDATE", now, isBlindAppend: true);
        info["commitInfo"]!["operationMetrics"] = new JsonObject
        {
            ["numOutputRows"] = $"{commit.Files.Sum(file => file.Rows)}",
            ["numAddedFiles"] = $"{commit.Files.Count}",
        };
        info["commitInfo"]!["sensorium"] = JsonSerializer.SerializeToNode(commit.Provenance);
        List<JsonObject> actions = [info, DeltaActions.Transaction(commit.ApplicationId, commit.Epoch, now)];
        actions.AddRange(commit.Files.Select(file => DeltaActions.Add(file, now, dataChange: true)));
        return actions;
    }
}
