using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Maintenance;

/// <summary>Removes what no reader can need any more.</summary>
internal sealed class Vacuum(DeltaLog log, IObjectStore objects, TimeProvider time)
{
    /// <summary>How long commits stay readable that a checkpoint stands for: Delta's default.</summary>
    public static readonly TimeSpan LogAge = TimeSpan.FromDays(30);

    /// <summary>A city stages a file and commits it within an epoch, which lasts an hour at most.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromHours(1);

    public async ValueTask<VacuumReport> Run(TimeSpan retention, bool dryRun, Func<string, bool> isStaged, CancellationToken cancellation)
    {
        if (retention < _shortest)
        {
            throw new SensoriumException(
                "SN5012",
                $"a retention of {retention.TotalMinutes:0} minutes is too short: files of an epoch that is about to be committed are younger than an hour.",
                "retain at least 1 h; 7 d is the default.");
        }

        log.State.RequireWritable();
        var now = time.GetUtcNow();
        var needed = await RemovedSince(now - retention, cancellation);
        needed.UnionWith(log.State.Files.Keys);
        var doomed = new List<ObjectEntry>();
        var prefix = $"{log.Folder}/";
        await foreach (var entry in objects.List(prefix, cancellation: cancellation))
        {
            var path = entry.Key[prefix.Length..];
            if (!IsHidden(path) && !needed.Contains(path) && entry.Modified < now - retention && !isStaged(path))
            {
                doomed.Add(entry);
            }
        }

        await AddOldCommits(doomed, now - LogAge, cancellation);
        if (!dryRun)
        {
            foreach (var entry in doomed)
            {
                await objects.Delete(entry.Key, cancellation);
            }
        }

        return new([.. doomed.Select(entry => entry.Key)], doomed.Sum(entry => entry.Size));
    }

    /// <summary>The log and what other engines keep beside the data begins with an underscore or a dot; a partition's folder has a '='.</summary>
    private static bool IsHidden(string path) => path.Split('/').Any(part => part.Length > 0 && part[0] is '_' or '.' && !part.Contains('=', StringComparison.Ordinal));

    /// <summary>Files that a version within the retention still reads, though the newest does not.</summary>
    private async ValueTask<HashSet<string>> RemovedSince(DateTimeOffset start, CancellationToken cancellation)
    {
        var oldest = start.ToUnixTimeMilliseconds();
        var kept = log.State.Tombstones.Values.Where(tombstone => tombstone.Removed >= oldest).Select(tombstone => tombstone.Path).ToHashSet(StringComparer.Ordinal);
        if (time.GetUtcNow() - start <= DeltaCheckpoint.TombstoneAge)
        {
            return kept;
        }

        // A checkpoint forgets removes that are older; the commits themselves still tell them.
        var listing = await LogListing.Read(objects, log.Folder, 0, cancellation);
        foreach (var version in listing.Commits.Keys)
        {
            foreach (var action in await log.Commit(version, cancellation) ?? [])
            {
                if (action["remove"] is JsonObject remove && ((long?)remove["deletionTimestamp"] ?? 0) >= oldest)
                {
                    kept.Add(DeltaPath.Decode((string)remove["path"]!));
                }
            }
        }

        return kept;
    }

    /// <summary>Commits and checkpoints below a checkpoint that is itself older than the log is kept.</summary>
    private async ValueTask AddOldCommits(List<ObjectEntry> doomed, DateTimeOffset before, CancellationToken cancellation)
    {
        var listing = await LogListing.Read(objects, log.Folder, 0, cancellation);
        var first = listing.Checkpoints.Where(checkpoint => checkpoint.Value.All(part => part.Modified < before)).Select(checkpoint => checkpoint.Key).DefaultIfEmpty(-1).Max();
        doomed.AddRange(listing.Commits.Where(commit => commit.Key < first).Select(commit => commit.Value));
        doomed.AddRange(listing.Checkpoints.Where(checkpoint => checkpoint.Key < first).SelectMany(checkpoint => checkpoint.Value));
    }
}
