using System.Text;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Objects;

namespace Sensorium.Lake.Delta;

/// <summary>A table's <c>_delta_log</c>: reads versions in order, and publishes the next one by put-if-absent.</summary>
internal sealed class DeltaLog(IObjectStore objects, string table, string folder)
{
    private readonly Dictionary<string, DeltaFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _applications = new(StringComparer.Ordinal);
    private Schema? _schema;
    private IReadOnlyList<string> _partitionColumns = [];

    /// <summary>The newest version read, −1 before there is one.</summary>
    public long Version { get; private set; } = -1;

    public bool Exists => Version >= 0;

    public DeltaSnapshot Snapshot() => new(
        Version,
        _schema!,
        _partitionColumns,
        [.. _files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)],
        new Dictionary<string, long>(_applications));

    /// <summary>Reads the commits that have come since.</summary>
    /// <param name="upTo">The last version to read.</param>
    /// <exception cref="SensoriumException">SN5001 a missing or damaged commit; SN5002 a table that needs a newer reader.</exception>
    public async ValueTask Refresh(long upTo, CancellationToken cancellation)
    {
        while (Version < upTo)
        {
            var content = await objects.Get(KeyOf(Version + 1), cancellation);
            if (content is null)
            {
                return;
            }

            Apply(content, Version + 1);
            Version++;
        }
    }

    /// <returns>False where another writer has taken the version; refresh and try again.</returns>
    public async ValueTask<bool> TryPublish(IEnumerable<JsonObject> actions, CancellationToken cancellation)
    {
        var text = string.Join('\n', actions.Select(action => action.ToJsonString())) + "\n";
        return await objects.PutIfAbsent(KeyOf(Version + 1), Encoding.UTF8.GetBytes(text), cancellation);
    }

    private string KeyOf(long version) => $"{folder}/_delta_log/{version:D20}.json";

    private void Apply(byte[] content, long version)
    {
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonObject action;
            try
            {
                action = JsonNode.Parse(line)!.AsObject();
            }
            catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException)
            {
                throw new SensoriumException(
                    "SN5001",
                    $"Commit {version} of table {table} is damaged: {KeyOf(version)}.",
                    "Restore the file from a backup, or rebuild the table.");
            }

            Apply(action);
        }
    }

    private void Apply(JsonObject action)
    {
        if (action["protocol"] is { } protocol && ((int)protocol["minReaderVersion"]! > 1 || (int)protocol["minWriterVersion"]! > 2))
        {
            throw new SensoriumException(
                "SN5002",
                $"Table {table} needs Delta reader {protocol["minReaderVersion"]} and writer {protocol["minWriterVersion"]}; this release has 1 and 2.",
                "Read it with a newer release, or write it without the features that asked for those versions.");
        }

        if (action["metaData"] is { } metadata)
        {
            _schema = DeltaSchema.Read((string)metadata["schemaString"]!, table);
            _partitionColumns = [.. metadata["partitionColumns"]!.AsArray().Select(column => (string)column!)];
        }

        if (action["add"] is { } add)
        {
            var path = Uri.UnescapeDataString((string)add["path"]!);
            var partition = add["partitionValues"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
            _files[path] = new(path, partition, (long)add["size"]!, (string?)add["stats"]);
        }

        if (action["remove"] is { } remove)
        {
            _files.Remove(Uri.UnescapeDataString((string)remove["path"]!));
        }

        if (action["txn"] is { } transaction)
        {
            _applications[(string)transaction["appId"]!] = (long)transaction["version"]!;
        }
    }
}
