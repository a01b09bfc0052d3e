using System.Text.Json.Nodes;
using Sensorium.Core;

namespace Sensorium.Lake.Delta;

/// <summary>The actions that this release writes, in Delta's JSON. Times are milliseconds since 1970.</summary>
internal static class DeltaActions
{
    public static JsonObject Info(string operation, long now, bool isBlindAppend, JsonObject? parameters = null, long? readVersion = null)
    {
        var info = new JsonObject
        {
            ["timestamp"] = now,
            ["operation"] = operation,
            ["operationParameters"] = parameters ?? [],
            ["isBlindAppend"] = isBlindAppend,
            ["engineInfo"] = Product.NameAndVersion,
        };
        if (readVersion is { } version)
        {
            info["readVersion"] = version;
        }

        return new() { ["commitInfo"] = info };
    }

    public static JsonObject Protocol() => new() { ["protocol"] = new JsonObject { ["minReaderVersion"] = 1, ["minWriterVersion"] = 2 } };

    public static JsonObject Metadata(string name, string? comment, string schema, IReadOnlyList<string> partitionColumns, long now) => new()
    {
        ["metaData"] = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["name"] = name,
            ["description"] = comment,
            ["format"] = new JsonObject { ["provider"] = "parquet", ["options"] = new JsonObject() },
            ["schemaString"] = schema,
            ["partitionColumns"] = new JsonArray([.. partitionColumns.Select(column => (JsonNode)column)]),
            ["configuration"] = new JsonObject(),
            ["createdTime"] = now,
        },
    };

    public static JsonObject Transaction(string applicationId, long version, long? now) => new()
    {
        ["txn"] = new JsonObject { ["appId"] = applicationId, ["version"] = version, ["lastUpdated"] = now },
    };

    public static JsonObject Add(StagedFile file, long now, bool dataChange) => Add(new(file.Path, file.Partition, file.Size, now, file.Statistics, TagsOf(file)), dataChange);

    public static JsonObject Add(DeltaFile file, bool dataChange) => new()
    {
        ["add"] = new JsonObject
        {
            ["path"] = DeltaPath.Encode(file.Path),
            ["partitionValues"] = Partition(file.Partition),
            ["size"] = file.Size,
            ["modificationTime"] = file.Modified,
            ["dataChange"] = dataChange,
            ["stats"] = file.Statistics,
            ["tags"] = file.Tags is { } tags ? Partition(tags) : null,
        },
    };

    public static JsonObject Remove(DeltaFile file, long now, bool dataChange) =>
        Remove(new(file.Path, file.Partition, file.Size, now), dataChange);

    public static JsonObject Remove(DeltaTombstone file, bool dataChange) => new()
    {
        ["remove"] = new JsonObject
        {
            ["path"] = DeltaPath.Encode(file.Path),
            ["deletionTimestamp"] = file.Removed,
            ["dataChange"] = dataChange,
            ["extendedFileMetadata"] = true,
            ["partitionValues"] = Partition(file.Partition),
            ["size"] = file.Size,
        },
    };

    private static Dictionary<string, string?>? TagsOf(StagedFile file) => file.Checksum is { } checksum ? new() { [FileChecksum.Tag] = checksum } : null;

    private static JsonObject Partition(IReadOnlyDictionary<string, string?> values) =>
        new(values.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value)));
}
