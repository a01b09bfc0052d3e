using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.Lake.Delta;

/// <summary>What a log's actions add up to. Applied in the order of the versions.</summary>
internal sealed class DeltaState(string table)
{
    /// <summary>Features that change nothing for a reader of this release.</summary>
    private static readonly string[] _readable = ["timestampNtz", "vacuumProtocolCheck", "appendOnly", "invariants"];

    /// <summary>Features that this release keeps when it writes.</summary>
    private static readonly string[] _writable = ["timestampNtz", "vacuumProtocolCheck", "appendOnly", "invariants"];

    private JsonObject? _protocol;
    private JsonObject? _metadata;
    private IReadOnlyList<DeltaColumn>? _columns;

    public Dictionary<string, DeltaFile> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DeltaTombstone> Tombstones { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DeltaTransaction> Applications { get; } = new(StringComparer.Ordinal);

    public JsonObject Protocol => _protocol ?? throw DeltaErrors.Damaged(table, "no commit says which protocol it has.");

    public JsonObject Metadata => _metadata ?? throw DeltaErrors.Damaged(table, "no commit has its metaData.");

    public IReadOnlyList<DeltaColumn> Columns => _columns ??= (string?)Metadata["schemaString"] is { } schema
        ? DeltaSchema.Read(schema, table)
        : throw DeltaErrors.Damaged(table, "its metaData has no schema.");

    public IReadOnlyList<string> PartitionColumns { get; private set; } = [];

    /// <exception cref="Core.SensoriumException">SN5001 without protocol or metaData; SN5002 for a feature this release lacks.</exception>
    public void RequireReadable()
    {
        var reader = (int)Protocol["minReaderVersion"]!;
        if (reader > 3)
        {
            throw DeltaErrors.Newer(table, $"needs Delta reader version {reader}");
        }

        RefuseUnknown("readerFeatures", _readable);
        if ((string?)Metadata["configuration"]?["delta.columnMapping.mode"] is { } mode && mode != "none")
        {
            throw DeltaErrors.Newer(table, $"maps its columns by {mode}");
        }

        if (Metadata["format"]?["provider"]?.ToString() is { } provider && provider != "parquet")
        {
            throw DeltaErrors.Newer(table, $"has files in the format {provider}");
        }

        _ = Columns;
    }

    /// <exception cref="Core.SensoriumException">SN5002 for a feature that this release would break by writing.</exception>
    public void RequireWritable()
    {
        RequireReadable();
        var writer = (int)Protocol["minWriterVersion"]!;
        if (writer is > 2 and not 7)
        {
            throw DeltaErrors.Newer(table, $"needs Delta writer version {writer}");
        }

        RefuseUnknown("writerFeatures", _writable);
        if (((string)Metadata["schemaString"]!).Contains("delta.invariants", StringComparison.Ordinal))
        {
            throw DeltaErrors.Newer(table, "has invariants on its columns");
        }
    }

    /// <exception cref="Core.SensoriumException">SN5002 also for a table whose rows may only be added to.</exception>
    public void RequireReplaceable()
    {
        RequireWritable();
        if ((string?)Metadata["configuration"]?["delta.appendOnly"] == "true")
        {
            throw DeltaErrors.Newer(table, "takes only appends (delta.appendOnly), and its replacement is something");
        }
    }

    /// <exception cref="FormatException">The action lacks what it must have.</exception>
    public void Apply(JsonObject action)
    {
        if (action["add"] is JsonObject add)
        {
            Add(add);
        }
        else if (action["remove"] is JsonObject remove)
        {
            var path = DeltaPath.Decode(Text(remove, "path"));
            Files.Remove(path);
            Tombstones[path] = new(path, Partition(remove), (long?)remove["size"] ?? 0, (long?)remove["deletionTimestamp"] ?? 0);
        }
        else if (action["txn"] is JsonObject transaction)
        {
            Applications[Text(transaction, "appId")] = new(Number(transaction, "version"), (long?)transaction["lastUpdated"]);
        }
        else if (action["metaData"] is JsonObject metadata)
        {
            if (metadata["schemaString"] is not null)
            {
                Text(metadata, "schemaString");
            }

            PartitionColumns = Texts(metadata, "partitionColumns");
            _metadata = (JsonObject)metadata.DeepClone();
            _columns = null;
        }
        else if (action["protocol"] is JsonObject protocol)
        {
            Number(protocol, "minReaderVersion");
            Number(protocol, "minWriterVersion");
            Texts(protocol, "readerFeatures");
            Texts(protocol, "writerFeatures");
            _protocol = (JsonObject)protocol.DeepClone();
        }
    }

    private void Add(JsonObject add)
    {
        if (add["deletionVector"] is not null)
        {
            throw DeltaErrors.Newer(table, "has deletion vectors");
        }

        var path = DeltaPath.Decode(Text(add, "path"));
        Tombstones.Remove(path);
        Files[path] = new(path, Partition(add), Number(add, "size"), (long?)add["modificationTime"] ?? 0, (string?)add["stats"], Tags(add));
    }

    private void RefuseUnknown(string list, string[] known)
    {
        var unknown = Texts(Protocol, list).Except(known).ToList();

        // Mapping is decided by the mode that is set.
        unknown.Remove("columnMapping");
        if (unknown.Count > 0)
        {
            throw DeltaErrors.Newer(table, $"needs the Delta feature {string.Join(", ", unknown)}");
        }
    }

    private static Dictionary<string, string?> Partition(JsonObject action) => action["partitionValues"] switch
    {
        JsonObject values => values.ToDictionary(pair => pair.Key, pair => (string?)pair.Value is { Length: > 0 } value ? value : null),
        null => [],
        _ => throw new FormatException("an action's partitionValues are no object."),
    };

    /// <summary>Notes of any writer; what is no text is none.</summary>
    private static Dictionary<string, string?>? Tags(JsonObject add) => add["tags"] is JsonObject { Count: > 0 } tags
        ? tags.Where(tag => tag.Value is null || tag.Value.GetValueKind() == JsonValueKind.String).ToDictionary(tag => tag.Key, tag => (string?)tag.Value)
        : null;

    private static string[] Texts(JsonObject action, string name) => action[name] switch
    {
        JsonArray texts => [.. texts.Select(text => (string?)text ?? throw new FormatException($"an action's {name} have a null."))],
        null => [],
        _ => throw new FormatException($"an action's {name} are no list."),
    };

    private static string Text(JsonObject action, string name) =>
        action[name] is { } node && node.GetValueKind() == JsonValueKind.String ? (string)node! : throw new FormatException($"an action has no {name}.");

    private static long Number(JsonObject action, string name) =>
        action[name] is { } node && node.GetValueKind() == JsonValueKind.Number ? (long)node : throw new FormatException($"an action has no {name}.");
}
