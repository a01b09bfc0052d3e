using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Jobs;

/// <summary>
/// Runs a job: every table it reads is pinned at its newest version when the run begins; every table it writes gets one commit, which
/// says which versions were read. A second run writes the same partitions again.
/// </summary>
/// <param name="memoryBytes">DuckDB's memory; beyond it, it spills.</param>
public sealed class JobRun(DeltaTableStore tables, LakeCatalog catalog, long memoryBytes)
{
    /// <param name="name">The job's name: its file's without <c>.sql</c>.</param>
    /// <param name="text">The file.</param>
    /// <param name="say">Gets progress, a line a time.</param>
    /// <exception cref="SensoriumException">SN5010 the SQL failed; SN5014, SN5015 what a job cannot have; SN5017 another writer came between.</exception>
    public async Task<IReadOnlyList<JobReport>> Run(string name, string text, Action<string> say, CancellationToken cancellation)
    {
        var statements = JobScript.Parse($"{name}.sql", text);
        var targets = new Dictionary<string, DeltaLog>(StringComparer.Ordinal);
        foreach (var target in statements.Select(statement => statement.Target).OfType<string>().Distinct())
        {
            targets[target] = tables.Log(target);
            await targets[target].Refresh(cancellation);
        }

        var snapshots = new List<DeltaSnapshot>();
        foreach (var table in await catalog.Named(string.Join('\n', statements.Select(statement => statement.Sql)), cancellation))
        {
            snapshots.Add(await catalog.Table(table, cancellation: cancellation));
        }

        foreach (var snapshot in snapshots)
        {
            say($"reads {snapshot.Table} at version {snapshot.Version}");
        }

        using var scratch = new DuckScratch(tables.Scratch);
        var reports = new List<JobReport>();
        var writes = "";
        try
        {
            using var database = Open(snapshots, scratch);
            foreach (var statement in statements)
            {
                if (statement.Target is null)
                {
                    database.Execute(statement.Sql, cancellation);
                    continue;
                }

                writes = statement.Target;
                say($"computes {writes}");
                var result = $"result{reports.Count}";
                var columns = Compute(database, name, statement, result, cancellation);
                reports.Add(await Write(database, scratch, name, statement, result, columns, targets[statement.Target], snapshots, cancellation));
                say($"wrote {statement.Target} version {reports[^1].Version}: {reports[^1].Rows} rows");

                // What comes after reads the new rows.
                database.Execute($"CREATE OR REPLACE VIEW {Qualified(statement.Target)} AS SELECT * FROM temp.{result}", cancellation);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DeltaErrors.Unwritable(writes, error);
        }
        catch (DuckDbException error)
        {
            throw new SensoriumException(ErrorCodes.QueryFailed, $"job {name} failed: {error.Message}", "fix the SQL; a job reads tables of the lake and nothing else.", error);
        }

        return reports;
    }

    /// <summary>One thread: doubles are added up in the same order in every run over the same versions.</summary>
    private DuckDatabase Open(IReadOnlyList<DeltaSnapshot> snapshots, DuckScratch scratch)
    {
        var sources = snapshots.Aggregate(QuerySources.None, (before, snapshot) =>
        {
            var dot = snapshot.Table.IndexOf('.', StringComparison.Ordinal);
            return before.With(catalog.Source(snapshot.Table[..dot], snapshot.Table[(dot + 1)..], snapshot));
        });
        return new DuckSandbox
        {
            Memory = memoryBytes,
            SpillFolder = Path.Combine(scratch.Folder, "spill"),
            KeepsOrder = false,
            Paths = sources.Paths,
            Folders = [scratch.Folder],
            Schemas = LakeCatalog.Layers,
        }.Open(database =>
        {
            foreach (var view in sources.Views)
            {
                database.Execute($"CREATE VIEW {view.Schema}.{DuckSql.Identifier(view.Name)} AS {view.Sql}");
            }
        });
    }

    private static IReadOnlyList<DeltaColumn> Compute(DuckDatabase database, string job, JobStatement statement, string result, CancellationToken cancellation)
    {
        if (!database.IsSelect(statement.Sql))
        {
            throw new SensoriumException("SN5014", $"{job}.sql:{statement.Line}: what is written to {statement.Target} is no SELECT.", "write SELECT, WITH or FROM there.");
        }

        var described = database.Query($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM (\n{statement.Sql}\n))", cancellation).Rows;
        var columns = described.Select(row =>
        {
            var (_, duck) = DeltaType.FromDuck(row[1]!) ?? throw new SensoriumException(
                "SN5015",
                $"{job}.sql:{statement.Line}: column {row[0]} of {statement.Target} has the type {row[1]}, which a table cannot hold.",
                "cast it to a number, text, date or timestamp.");
            return new DeltaColumn(row[0]!, duck, DeltaType.Kind(duck), Nullable: true, null, null);
        }).ToList();
        var casts = string.Join(", ", columns.Select(column => $"CAST({DuckSql.Identifier(column.Name)} AS {column.DuckType}) AS {DuckSql.Identifier(column.Name)}"));
        database.Execute($"CREATE TEMP TABLE {result} AS SELECT {casts} FROM (\n{statement.Sql}\n)", cancellation);
        return columns;
    }

    private async Task<JobReport> Write(
        DuckDatabase database,
        DuckScratch scratch,
        string job,
        JobStatement statement,
        string result,
        IReadOnlyList<DeltaColumn> columns,
        DeltaLog log,
        IReadOnlyList<DeltaSnapshot> snapshots,
        CancellationToken cancellation)
    {
        var schema = DeltaSchema.Write(columns.Select(column => (column.Name, DeltaType.FromDuck(column.DuckType == "TIMESTAMPTZ" ? "TIMESTAMP" : column.DuckType)!.Value.Type, true, (string?)null, (string?)null)));
        var partition = PartitionOf(job, statement, columns, log);
        if (log.Exists)
        {
            log.State.RequireReplaceable();
            if (statement.KeepsOthers && (!SameColumns(log.State.Columns, columns) || !log.State.PartitionColumns.SequenceEqual(partition)))
            {
                throw DeltaErrors.OtherColumns(
                    log.Table,
                    string.Join(", ", log.State.Columns.Select(column => $"{column.Name} {column.DuckType}")),
                    string.Join(", ", columns.Select(column => $"{column.Name} {column.DuckType}")));
            }
        }

        var writer = new DataFileWriter(tables.Objects, log.Table, log.Folder, scratch, database.Main);
        var files = await writer.Write($"temp.{result}", columns, partition, cancellation);
        while (true)
        {
            var removed = Replaced(log, statement, partition, files);
            var actions = Actions(job, statement, log, schema, partition, files, removed, snapshots);
            var before = log.Version;
            if (await log.TryPublish(actions, cancellation))
            {
                if (log.IsCheckpointDue)
                {
                    await log.WriteCheckpoint(tables.Time.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
                }

                return new(log.Table, log.Version, files.Sum(file => file.Rows), files.Count, removed.Count);
            }

            await log.Refresh(cancellation);
            await RefuseChange(log, before, job, cancellation);
        }
    }

    private static IReadOnlyList<string> PartitionOf(string job, JobStatement statement, IReadOnlyList<DeltaColumn> columns, DeltaLog log)
    {
        var partition = statement.PartitionColumns ?? (statement.KeepsOthers && log.Exists ? log.State.PartitionColumns : []);
        return [.. partition.Select(Named)];

        string Named(string name) => columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) switch
        {
            null => throw new SensoriumException(
                "SN5014", $"{job}.sql:{statement.Line}: {statement.Target} is partitioned by {name}, which is no column of it.", "name columns of the SELECT."),
            { DuckType: "BLOB" } or { Kind: TypeKind.Point } => throw new SensoriumException(
                "SN5014", $"{job}.sql:{statement.Line}: {statement.Target} is partitioned by {name}, which is neither text nor a number.", "cast it to VARCHAR."),
            var column => column.Name,
        };
    }

    private static bool SameColumns(IReadOnlyList<DeltaColumn> found, IReadOnlyList<DeltaColumn> wanted) =>
        found.Select(column => (column.Name, column.DuckType)).SequenceEqual(wanted.Select(column => (column.Name, column.DuckType)));

    /// <summary>The files whose rows the new ones take the place of.</summary>
    private static List<DeltaFile> Replaced(DeltaLog log, JobStatement statement, IReadOnlyList<string> partition, IReadOnlyList<StagedFile> files)
    {
        if (!statement.KeepsOthers)
        {
            return [.. log.State.Files.Values];
        }

        var touched = files.Select(file => new DeltaFile(file.Path, file.Partition, 0, 0, null).PartitionKey(partition)).ToHashSet();
        return [.. log.State.Files.Values.Where(file => touched.Contains(file.PartitionKey(partition)))];
    }

    private List<JsonObject> Actions(
        string job,
        JobStatement statement,
        DeltaLog log,
        string schema,
        IReadOnlyList<string> partition,
        IReadOnlyList<StagedFile> files,
        IReadOnlyList<DeltaFile> removed,
        IReadOnlyList<DeltaSnapshot> snapshots)
    {
        var now = tables.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var info = DeltaActions.Info("WRITE", now, isBlindAppend: false, new() { ["mode"] = "Overwrite" }, log.Exists ? log.Version : null);
        info["commitInfo"]!["operationMetrics"] = new JsonObject { ["numOutputRows"] = $"{files.Sum(file => file.Rows)}", ["numFiles"] = $"{files.Count}" };
        info["commitInfo"]!["sensorium"] = new JsonObject
        {
            ["release"] = Product.NameAndVersion,
            ["job"] = job,
            ["read"] = new JsonObject(snapshots.Select(snapshot => KeyValuePair.Create(snapshot.Table, (JsonNode?)snapshot.Version))),
        };
        List<JsonObject> actions = [info];
        if (!log.Exists)
        {
            actions.Add(DeltaActions.Protocol());
            actions.Add(DeltaActions.Metadata(log.Table, null, schema, partition, now));
        }
        else if ((string)log.State.Metadata["schemaString"]! != schema || !log.State.PartitionColumns.SequenceEqual(partition))
        {
            var metadata = (JsonObject)log.State.Metadata.DeepClone();
            metadata["schemaString"] = schema;
            metadata["partitionColumns"] = new JsonArray([.. partition.Select(column => (JsonNode)column)]);
            if (!statement.KeepsOthers)
            {
                actions.Add(new() { ["metaData"] = metadata });
            }
        }

        actions.AddRange(removed.Select(file => DeltaActions.Remove(file, now, dataChange: true)));
        actions.AddRange(files.Select(file => DeltaActions.Add(file, now, dataChange: true)));
        return actions;
    }

    /// <summary>A compaction that came between changes no row, so the run goes on; anything else ends it.</summary>
    private static async Task RefuseChange(DeltaLog log, long since, string job, CancellationToken cancellation)
    {
        for (var version = since + 1; version <= log.Version; version++)
        {
            foreach (var action in await log.Commit(version, cancellation) ?? [])
            {
                var changes = action["metaData"] is not null || action["protocol"] is not null
                    || ((action["add"] ?? action["remove"]) is JsonObject file && ((bool?)file["dataChange"] ?? true));
                if (changes)
                {
                    throw new SensoriumException(
                        "SN5017",
                        $"job {job} ran while something else wrote {log.Table} (version {version}); the job changed nothing in it.",
                        "run it again when the other has ended.");
                }
            }
        }
    }

    private static string Qualified(string table)
    {
        var dot = table.IndexOf('.', StringComparison.Ordinal);
        return $"{table[..dot]}.{DuckSql.Identifier(table[(dot + 1)..])}";
    }
}
