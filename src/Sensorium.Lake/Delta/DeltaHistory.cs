using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core.Objects;

namespace Sensorium.Lake.Delta;

/// <summary>A table's commits, newest first.</summary>
internal static class DeltaHistory
{
    public static async IAsyncEnumerable<DeltaHistoryEntry> Read(IObjectStore objects, DeltaLog log, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var listing = await LogListing.Read(objects, log.Folder, 0, cancellation);
        foreach (var (version, file) in listing.Commits.Reverse())
        {
            if (await log.Commit(version, cancellation) is { } actions)
            {
                yield return Entry(version, actions, file);
            }
        }
    }

    private static DeltaHistoryEntry Entry(long version, IReadOnlyList<JsonObject> actions, ObjectEntry file)
    {
        var info = DeltaCommit.Info(actions);
        var adds = actions.Select(action => action["add"]).OfType<JsonObject>().ToList();
        var removes = actions.Select(action => action["remove"]).OfType<JsonObject>().ToList();
        var transaction = actions.Select(action => action["txn"]).OfType<JsonObject>().FirstOrDefault();
        var rows = adds.Select(RowsOf).ToList();
        return new(
            version,
            DeltaLog.TimeOf(actions, file),
            info?["operation"]?.ToString() ?? "?",
            info?["engineInfo"]?.ToString(),
            adds.Count,
            removes.Count,
            adds.Sum(add => (long?)add["size"] ?? 0),
            rows.Contains(null) ? null : rows.Sum(),
            adds.Concat(removes).Any(action => (bool?)action["dataChange"] ?? true),
            transaction?["appId"]?.ToString(),
            (long?)transaction?["version"],
            info?["sensorium"]?.ToJsonString());
    }

    private static long? RowsOf(JsonObject add)
    {
        try
        {
            return (string?)add["stats"] is { } statistics ? (long?)JsonNode.Parse(statistics)?["numRecords"] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
