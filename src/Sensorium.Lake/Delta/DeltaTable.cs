using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Objects;
using Sensorium.Core.Tables;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Delta;

/// <summary>A Delta table as a pipeline's sink. One writer a table object; several processes may write one table.</summary>
internal sealed class DeltaTable : ITable
{
    private readonly TableDefinition _definition;
    private readonly IObjectStore _objects;
    private readonly string _folder;
    private readonly string _scratch;
    private readonly TimeProvider _time;
    private readonly DeltaLog _log;

    public DeltaTable(TableDefinition definition, IObjectStore objects, string folder, string scratch, TimeProvider time)
    {
        (_definition, _objects, _folder, _scratch, _time) = (definition, objects, folder, scratch, time);
        _log = new(objects, definition.Name, folder);
    }

    public string Name => _definition.Name;

    public Schema Schema => _definition.Schema;

    /// <summary>Creates the table where it does not stand; refuses one of another schema by name.</summary>
    public async ValueTask Open(CancellationToken cancellation)
    {
        await _log.Refresh(long.MaxValue, cancellation);
        while (!_log.Exists && !await _log.TryPublish(Birth(), cancellation))
        {
            await _log.Refresh(long.MaxValue, cancellation);
        }

        await _log.Refresh(long.MaxValue, cancellation);
        var found = _log.Snapshot();
        var same = found.Schema.Fields.Select(field => (field.Name, field.Type))
            .SequenceEqual(Schema.Fields.Select(field => (field.Name, field.Type)));
        if (!same || !found.PartitionColumns.SequenceEqual(_definition.PartitionColumns))
        {
            throw new SensoriumException(
                "SN5004",
                $"Table {Name} stands with other columns: ({found.Schema}) instead of ({Schema}).",
                "Give the statement another table name, or rebuild the table.");
        }
    }

    public async ValueTask<long?> CommittedEpoch(string applicationId, CancellationToken cancellation)
    {
        await _log.Refresh(long.MaxValue, cancellation);
        return _log.Snapshot().Applications.TryGetValue(applicationId, out var epoch) ? epoch : null;
    }

    public async ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation)
    {
        await _log.Refresh(long.MaxValue, cancellation);
        return _log.Snapshot().Applications;
    }

    public async ValueTask<IReadOnlyList<StagedFile>> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
    {
        if (rows.All(batch => batch.Count == 0))
        {
            return [];
        }

        var scratch = $"{_scratch}/{Guid.NewGuid():N}";
        Directory.CreateDirectory(scratch);
        try
        {
            using var database = new DuckDatabase(new Dictionary<string, string>
            {
                ["threads"] = "1",
                ["memory_limit"] = "512MB",
                ["temp_directory"] = scratch,
                ["preserve_insertion_order"] = "false",
            });
            BatchLoader.Load(database, "staged", Schema, rows);
            var staged = new List<StagedFile>();
            foreach (var partition in Partitions(database))
            {
                staged.Add(await Write(database, scratch, partition, cancellation));
            }

            return staged;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    public async ValueTask Commit(TableCommit commit, CancellationToken cancellation)
    {
        if (commit.Files.Count == 0)
        {
            return;
        }

        while (true)
        {
            await _log.Refresh(long.MaxValue, cancellation);
            if (_log.Snapshot().Applications.TryGetValue(commit.ApplicationId, out var epoch) && epoch >= commit.Epoch)
            {
                return;
            }

            // An append conflicts with nothing but another commit of the same application, which the next round sees.
            if (await _log.TryPublish(Actions(commit), cancellation))
            {
                return;
            }
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private IEnumerable<JsonObject> Birth() =>
    [
        new() { ["commitInfo"] = Info("CREATE TABLE", isBlindAppend: true) },
        new() { ["protocol"] = new JsonObject { ["minReaderVersion"] = 1, ["minWriterVersion"] = 2 } },
        new()
        {
            ["metaData"] = new JsonObject
            {
                ["id"] = Guid.NewGuid().ToString(),
                ["name"] = Name,
                ["description"] = _definition.Comment,
                ["format"] = new JsonObject { ["provider"] = "parquet", ["options"] = new JsonObject() },
                ["schemaString"] = DeltaSchema.Write(Schema),
                ["partitionColumns"] = new JsonArray([.. _definition.PartitionColumns.Select(column => (JsonNode)column)]),
                ["configuration"] = new JsonObject(),
                ["createdTime"] = Now,
            },
        },
    ];

    private IEnumerable<JsonObject> Actions(TableCommit commit)
    {
        var info = Info("STREAMING UPDATE", isBlindAppend: true);
        info["sensorium"] = JsonSerializer.SerializeToNode(commit.Provenance);
        yield return new() { ["commitInfo"] = info };
        yield return new()
        {
            ["txn"] = new JsonObject { ["appId"] = commit.ApplicationId, ["version"] = commit.Epoch, ["lastUpdated"] = Now },
        };
        foreach (var file in commit.Files)
        {
            yield return new()
            {
                ["add"] = new JsonObject
                {
                    ["path"] = string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString)),
                    ["partitionValues"] = new JsonObject(file.Partition.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value))),
                    ["size"] = file.Size,
                    ["modificationTime"] = Now,
                    ["dataChange"] = true,
                    ["stats"] = file.Statistics,
                },
            };
        }
    }

    private JsonObject Info(string operation, bool isBlindAppend) => new()
    {
        ["timestamp"] = Now,
        ["operation"] = operation,
        ["operationParameters"] = new JsonObject(),
        ["isBlindAppend"] = isBlindAppend,
        ["engineInfo"] = "Sensorium/0.1.0",
    };

    private List<string?[]> Partitions(DuckDatabase database)
    {
        if (_definition.PartitionColumns.Count == 0)
        {
            return [[]];
        }

        var columns = string.Join(", ", _definition.PartitionColumns.Select(BatchLoader.Quote));
        return [.. database.Query($"SELECT DISTINCT {columns} FROM staged").Rows];
    }

    private async ValueTask<StagedFile> Write(DuckDatabase database, string scratch, string?[] partition, CancellationToken cancellation)
    {
        var condition = string.Join(" AND ", _definition.PartitionColumns.Select((column, i) => partition[i] is { } value
            ? $"CAST({BatchLoader.Quote(column)} AS VARCHAR) = '{value.Replace("'", "''", StringComparison.Ordinal)}'"
            : $"{BatchLoader.Quote(column)} IS NULL"));
        var data = Schema.Fields.Where(field => !_definition.PartitionColumns.Contains(field.Name)).ToList();
        var columns = string.Join(", ", data.Select(ReadColumn));
        var name = $"part-{Guid.NewGuid():N}.zstd.parquet";
        var path = $"{scratch}/{name}";
        var where = condition.Length == 0 ? "" : $" WHERE {condition}";
        database.Execute($"COPY (SELECT {columns} FROM staged{where}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)");
        var (rows, statistics) = Statistics(database, data, where);
        var size = new FileInfo(path).Length;
        await _objects.TakeOver(path, $"{_folder}/{name}", cancellation);
        var values = _definition.PartitionColumns.Select((column, i) => (column, partition[i])).ToDictionary(pair => pair.column, pair => pair.Item2);
        return new(name, values, size, rows, statistics);
    }

    private static string ReadColumn(Field field)
    {
        var name = BatchLoader.Quote(field.Name);
        if (field.Type != TypeKind.Point)
        {
            return name;
        }

        var (latitude, longitude) = (BatchLoader.Quote(field.Name + ".latitude"), BatchLoader.Quote(field.Name + ".longitude"));
        return $"CASE WHEN {latitude} IS NULL THEN NULL ELSE {{'latitude': {latitude}, 'longitude': {longitude}}} END AS {name}";
    }

    /// <summary>Row count, and bounds and null counts of the columns whose bounds readers use.</summary>
    private static (long Rows, string Json) Statistics(DuckDatabase database, IReadOnlyList<Field> data, string where)
    {
        var bounded = data.Where(field => field.Type is TypeKind.Integer or TypeKind.BigInt or TypeKind.Double or TypeKind.Date or TypeKind.Timestamp).ToList();
        var selects = bounded.SelectMany(field =>
        {
            var name = BatchLoader.Quote(field.Name);
            var value = field.Type == TypeKind.Timestamp ? $"strftime({{0}}({name}), '%Y-%m-%dT%H:%M:%S.%gZ')" : $"{{0}}({name})";
            return new[] { value.Replace("{0}", "min", StringComparison.Ordinal), value.Replace("{0}", "max", StringComparison.Ordinal), $"count(*) - count({name})" };
        });
        var row = database.Query($"SELECT {string.Join(", ", selects.Prepend("count(*)"))} FROM staged{where}").Rows[0];
        var (minimums, maximums, nulls) = (new JsonObject(), new JsonObject(), new JsonObject());
        for (var i = 0; i < bounded.Count; i++)
        {
            var field = bounded[i];
            nulls[field.Name] = long.Parse(row[(i * 3) + 3]!);
            if (Bound(field, row[(i * 3) + 1]) is { } low && Bound(field, row[(i * 3) + 2]) is { } high)
            {
                minimums[field.Name] = low;
                maximums[field.Name] = high;
            }
        }

        var rows = long.Parse(row[0]!);
        return (rows, new JsonObject { ["numRecords"] = rows, ["minValues"] = minimums, ["maxValues"] = maximums, ["nullCount"] = nulls }.ToJsonString());
    }

    private static JsonNode? Bound(Field field, string? text) => field.Type switch
    {
        _ when text is null => null,
        TypeKind.Integer or TypeKind.BigInt => long.Parse(text),
        TypeKind.Double => double.TryParse(text, out var value) && double.IsFinite(value) ? value : null,
        _ => text,
    };
}
