using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core.Objects;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Delta;

/// <summary>Classic checkpoints: a version's whole state as Parquet, one action a row, and the hint <c>_last_checkpoint</c>.</summary>
internal static class DeltaCheckpoint
{
    /// <summary>How long a removed file stays named, so that older versions can be read and vacuum knows its age: Delta's default.</summary>
    public static readonly TimeSpan TombstoneAge = TimeSpan.FromDays(7);

    private const string Map = "MAP(VARCHAR, VARCHAR)";

    /// <summary>Every action a checkpoint holds, as DuckDB's types. Readers want all columns, used or not.</summary>
    private const string Columns = $$"""
        {'txn': 'STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)',
         'add': 'STRUCT(path VARCHAR, partitionValues {{Map}}, size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR)',
         'remove': 'STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues {{Map}}, size BIGINT)',
         'metaData': 'STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options {{Map}}), schemaString VARCHAR, partitionColumns VARCHAR[], configuration {{Map}}, createdTime BIGINT)',
         'protocol': 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])'}
        """;

    private static readonly string[] _actions = ["protocol", "metaData", "txn", "add", "remove"];

    public static string HintKey(string folder) => $"{folder}/_delta_log/_last_checkpoint";

    /// <summary>The version that the hint names; null where there is none or it is damaged, which is never fatal.</summary>
    public static async ValueTask<long?> Hint(IObjectStore objects, string folder, CancellationToken cancellation)
    {
        if (await objects.Get(HintKey(folder), cancellation) is not { } content)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(content)?["version"] is { } version && version.GetValueKind() == JsonValueKind.Number ? (long)version : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Applies a checkpoint's actions.</summary>
    /// <exception cref="DuckDbException">It is no Parquet of actions.</exception>
    /// <exception cref="FormatException">An action lacks what it must have.</exception>
    public static async ValueTask Read(IObjectStore objects, IReadOnlyList<ObjectEntry> parts, string scratchRoot, DeltaState state, CancellationToken cancellation)
    {
        using var scratch = new DuckScratch(scratchRoot);
        var paths = new List<string>();
        foreach (var part in parts)
        {
            paths.Add(DuckSql.Text(await scratch.PathOf(objects, part.Key, cancellation)));
        }

        using var database = scratch.Open();
        var source = $"read_parquet([{string.Join(", ", paths)}], union_by_name = true, hive_partitioning = false)";
        var there = database.Query($"SELECT column_name FROM (DESCRIBE SELECT * FROM {source})", cancellation).Rows.Select(row => row[0]).ToHashSet();
        foreach (var action in _actions.Where(there.Contains))
        {
            using var rows = database.Read($"SELECT CAST(to_json({DuckSql.Identifier(action)}) AS VARCHAR) FROM {source} WHERE {DuckSql.Identifier(action)} IS NOT NULL", cancellation);
            foreach (var batch in rows.Batches())
            {
                for (var row = 0; row < batch.Count; row++)
                {
                    state.Apply(new JsonObject { [action] = JsonNode.Parse(batch.Text(0)[row].Span) });
                }
            }
        }
    }

    /// <summary>Writes the state as the checkpoint of its version, and the hint unless it names a newer one.</summary>
    public static async ValueTask Write(IObjectStore objects, string folder, long version, DeltaState state, string scratchRoot, long now, CancellationToken cancellation)
    {
        using var scratch = new DuckScratch(scratchRoot);
        var lines = scratch.NewFile(".json");
        var count = 0;
        using (var text = new StreamWriter(lines))
        {
            foreach (var action in Actions(state, now))
            {
                text.WriteLine(action.ToJsonString());
                count++;
            }
        }

        var parquet = scratch.NewFile(".parquet");
        using (var database = scratch.Open())
        {
            database.Execute(
                $"COPY (SELECT * FROM read_json({DuckSql.Text(lines)}, format = 'newline_delimited', columns = {Columns})) TO {DuckSql.Text(parquet)} (FORMAT parquet, COMPRESSION snappy)",
                cancellation);
        }

        var size = new FileInfo(parquet).Length;
        await objects.TakeOver(parquet, $"{folder}/_delta_log/{version:D20}.checkpoint.parquet", cancellation);
        if (await Hint(objects, folder, cancellation) is not { } known || known < version)
        {
            var hint = new JsonObject { ["version"] = version, ["size"] = count, ["sizeInBytes"] = size, ["numOfAddFiles"] = state.Files.Count };
            await objects.Put(HintKey(folder), JsonSerializer.SerializeToUtf8Bytes(hint), cancellation);
        }
    }

    private static IEnumerable<JsonObject> Actions(DeltaState state, long now)
    {
        yield return new() { ["protocol"] = state.Protocol.DeepClone() };
        yield return new() { ["metaData"] = state.Metadata.DeepClone() };
        foreach (var (application, transaction) in state.Applications)
        {
            yield return DeltaActions.Transaction(application, transaction.Version, transaction.Updated);
        }

        foreach (var file in state.Files.Values)
        {
            yield return DeltaActions.Add(file, dataChange: false);
        }

        var oldest = now - (long)TombstoneAge.TotalMilliseconds;
        foreach (var tombstone in state.Tombstones.Values.Where(tombstone => tombstone.Removed > oldest))
        {
            yield return DeltaActions.Remove(tombstone, dataChange: false);
        }
    }
}
