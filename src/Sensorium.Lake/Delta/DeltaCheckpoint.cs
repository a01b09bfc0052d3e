using System.Globalization;
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
         'add': 'STRUCT(path VARCHAR, partitionValues {{Map}}, size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR, tags {{Map}})',
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
            return JsonNode.Parse(content) is JsonObject hint && hint["version"] is JsonValue version && version.TryGetValue<long>(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Applies a checkpoint's actions.</summary>
    /// <param name="withTombstones">Whether removed files matter.</param>
    /// <exception cref="DuckDbException">It is no Parquet of actions.</exception>
    /// <exception cref="FormatException">An action lacks what it must have.</exception>
    public static async ValueTask Read(
        IObjectStore objects, IReadOnlyList<string> parts, DuckPool bench, DeltaState state, bool withTombstones, CancellationToken cancellation) =>
        await bench.Run(isUpkeep: false, work => Read(objects, parts, work, state, withTombstones, cancellation), cancellation);

    /// <returns>The actions applied; one that is applied twice changes nothing.</returns>
    private static async ValueTask<long> Read(
        IObjectStore objects, IReadOnlyList<string> parts, DuckLease work, DeltaState state, bool withTombstones, CancellationToken cancellation)
    {
        var applied = 0L;
        var source = await Source(objects, parts, work, cancellation);
        var there = work.Connection.Query($"SELECT column_name FROM (DESCRIBE SELECT * FROM {source})", cancellation).Rows.Select(row => row[0]).ToHashSet();
        foreach (var action in _actions.Where(action => there.Contains(action) && (withTombstones || action != "remove")))
        {
            using var rows = work.Connection.Read($"SELECT CAST(to_json({DuckSql.Identifier(action)}) AS VARCHAR) FROM {source} WHERE {DuckSql.Identifier(action)} IS NOT NULL", cancellation);
            foreach (var batch in rows.Batches())
            {
                for (var row = 0; row < batch.Count; row++)
                {
                    state.Apply(new JsonObject { [action] = JsonNode.Parse(batch.Text(0)[row].Span) });
                    applied++;
                }
            }
        }

        return applied;
    }

    /// <summary>Writes the state as the checkpoint of its version, and the hint unless it names a newer one.</summary>
    /// <param name="earlier">Files of the checkpoint whose removed files the state does not have; empty where it has all.</param>
    /// <returns>The key of the checkpoint.</returns>
    public static ValueTask<string> Write(
        IObjectStore objects,
        string folder,
        long version,
        DeltaState state,
        IReadOnlyList<string> earlier,
        DuckPool bench,
        long now,
        CancellationToken cancellation) =>
        bench.Run(isUpkeep: true, work => Write(objects, folder, version, state, earlier, work, now, cancellation), cancellation);

    private static async ValueTask<string> Write(
        IObjectStore objects,
        string folder,
        long version,
        DeltaState state,
        IReadOnlyList<string> earlier,
        DuckLease work,
        long now,
        CancellationToken cancellation)
    {
        var lines = work.Scratch.NewFile(".json");
        using (var text = new StreamWriter(lines))
        {
            foreach (var action in Actions(state, now))
            {
                text.WriteLine(action.ToJsonString());
            }
        }

        var parquet = work.Scratch.NewFile(".parquet");
        var actions = $"SELECT * FROM read_json({DuckSql.Text(lines)}, format = 'newline_delimited', columns = {Columns})";
        void Copy(string query) => work.Connection.Execute($"COPY ({query}) TO {DuckSql.Text(parquet)} (FORMAT parquet, COMPRESSION snappy)", cancellation);
        try
        {
            Copy(earlier.Count == 0 ? actions : $"{actions} UNION ALL BY NAME {Carried(await Source(objects, earlier, work, cancellation), actions, Oldest(now))}");
        }
        catch (Exception error) when (earlier.Count > 0 && error is DuckDbException { IsOutOfMemory: false } or FileNotFoundException)
        {
            // Without that checkpoint its removed files are unnamed, which shortens how far back versions can be read after a vacuum.
            Copy(actions);
        }

        var count = long.Parse(work.Connection.Query($"SELECT count(*) FROM read_parquet({DuckSql.Text(parquet)})", cancellation).Rows[0][0]!, CultureInfo.InvariantCulture);
        var size = new FileInfo(parquet).Length;
        var key = $"{folder}/_delta_log/{version:D20}.checkpoint.parquet";
        await objects.TakeOver(parquet, key, cancellation);
        if (await Hint(objects, folder, cancellation) is not { } known || known < version)
        {
            var hint = new JsonObject { ["version"] = version, ["size"] = count, ["sizeInBytes"] = size, ["numOfAddFiles"] = state.Files.Count };
            await objects.Put(HintKey(folder), JsonSerializer.SerializeToUtf8Bytes(hint), cancellation);
        }

        return key;
    }

    private static async ValueTask<string> Source(IObjectStore objects, IReadOnlyList<string> parts, DuckLease work, CancellationToken cancellation)
    {
        var paths = new List<string>();
        foreach (var part in parts)
        {
            paths.Add(DuckSql.Text(await work.Scratch.PathOf(objects, part, cancellation)));
        }

        return $"read_parquet([{string.Join(", ", paths)}], union_by_name = true, hive_partitioning = false)";
    }

    /// <summary>The removed files of an earlier checkpoint, whoever wrote it, that are not too old and of which the new actions say nothing.</summary>
    private static string Carried(string source, string actions, long oldest) => $$"""
        SELECT from_json(to_json(remove), '{"path": "VARCHAR", "deletionTimestamp": "BIGINT", "dataChange": "BOOLEAN", "extendedFileMetadata": "BOOLEAN", "partitionValues": "{{Map}}", "size": "BIGINT"}') AS remove
        FROM {{source}} WHERE remove IS NOT NULL AND coalesce(remove.deletionTimestamp, 0) > {{oldest}} AND url_decode(remove.path) NOT IN
        (SELECT url_decode(coalesce(add.path, remove.path)) FROM ({{actions}}) WHERE coalesce(add.path, remove.path) IS NOT NULL)
        """;

    private static long Oldest(long now) => now - (long)TombstoneAge.TotalMilliseconds;

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

        var oldest = Oldest(now);
        foreach (var tombstone in state.Tombstones.Values.Where(tombstone => tombstone.Removed > oldest))
        {
            yield return DeltaActions.Remove(tombstone, dataChange: false);
        }
    }
}
