using System.Text.Json.Nodes;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Maintenance;

/// <summary>
/// Merges small files of a partition. The rows stay as they are (<c>dataChange = false</c>), so it conflicts with no append; a file
/// that another commit has removed meanwhile takes its bin out, and the rest is committed.
/// </summary>
internal sealed class Compaction(DeltaLog log, IObjectStore objects, DuckPool bench, TimeProvider time)
{
    /// <summary>The size that files are merged towards.</summary>
    public const long TargetBytes = 128L << 20;

    /// <summary>Files of one tier in a partition that are merged of themselves.</summary>
    public const int AutomaticFiles = 32;

    /// <summary>Sizes at which a tier ends. Only files of one tier are merged of themselves, so a byte is rewritten about once a tier.</summary>
    private static readonly long[] _tiers = [1L << 20, 8L << 20, TargetBytes / 2];

    /// <summary>What should be merged now in the partitions of these files, which were just committed.</summary>
    public IReadOnlyList<CompactionBin> Due(IReadOnlyList<StagedFile> committed)
    {
        if (log.State.Files.Count < AutomaticFiles)
        {
            return [];
        }

        var columns = log.State.PartitionColumns;
        var touched = committed.Select(file => new DeltaFile(file.Path, file.Partition, 0, 0, null).PartitionKey(columns)).ToHashSet();
        var bins = new List<CompactionBin>();
        var tiers = log.State.Files.Values
            .Where(file => file.Size < _tiers[^1] && touched.Contains(file.PartitionKey(columns)))
            .GroupBy(file => (file.PartitionKey(columns), Tier(file.Size)));
        foreach (var tier in tiers)
        {
            var files = tier.OrderBy(file => file.Modified).ThenBy(file => file.Path, StringComparer.Ordinal).ToList();
            if (files.Count >= AutomaticFiles || files.Sum(file => file.Size) >= TargetBytes)
            {
                bins.Add(Fill(files).First());
            }
        }

        return bins;
    }

    /// <summary>What can be merged at all.</summary>
    public IReadOnlyList<CompactionBin> All() =>
    [
        .. log.State.Files.Values
            .Where(file => file.Size < TargetBytes / 2)
            .GroupBy(file => file.PartitionKey(log.State.PartitionColumns))
            .OrderBy(partition => partition.Key, StringComparer.Ordinal)
            .SelectMany(partition => Fill([.. partition.OrderBy(file => file.Modified).ThenBy(file => file.Path, StringComparer.Ordinal)])),
    ];

    public async ValueTask<CompactionReport> Run(IReadOnlyList<CompactionBin> bins, bool isAutomatic, CancellationToken cancellation)
    {
        if (bins.Count == 0)
        {
            return new(log.Version, 0, 0, 0, 0);
        }

        log.State.RequireWritable();
        var merged = new List<(CompactionBin Bin, StagedFile? File)>();
        foreach (var bin in bins)
        {
            merged.Add((bin, await Merge(bin, cancellation)));
        }

        while (true)
        {
            // What was taken out stays behind as a staged file, which vacuum removes.
            merged.RemoveAll(merge => merge.Bin.Files.Any(file => !log.State.Files.ContainsKey(file.Path)));
            if (merged.Count == 0)
            {
                return new(log.Version, 0, 0, 0, 0);
            }

            if (await log.TryPublish(Actions(merged, isAutomatic), cancellation))
            {
                return new(
                    log.Version,
                    merged.Sum(merge => merge.Bin.Files.Count),
                    merged.Count(merge => merge.File is not null),
                    merged.Sum(merge => merge.Bin.Files.Sum(file => file.Size)),
                    merged.Sum(merge => merge.File?.Size ?? 0));
            }

            await log.Refresh(cancellation);
            log.State.RequireWritable();
        }
    }

    private static int Tier(long size)
    {
        var tier = 0;
        while (tier < _tiers.Length && size >= _tiers[tier])
        {
            tier++;
        }

        return tier;
    }

    private static IEnumerable<CompactionBin> Fill(IReadOnlyList<DeltaFile> files)
    {
        var bin = new List<DeltaFile>();
        var size = 0L;
        foreach (var file in files)
        {
            if (size + file.Size > TargetBytes && bin.Count > 0)
            {
                if (bin.Count > 1)
                {
                    yield return new(bin[0].Partition, bin);
                }

                (bin, size) = ([], 0);
            }

            bin.Add(file);
            size += file.Size;
        }

        if (bin.Count > 1)
        {
            yield return new(bin[0].Partition, bin);
        }
    }

    private ValueTask<StagedFile?> Merge(CompactionBin bin, CancellationToken cancellation) =>
        bench.Run(isUpkeep: true, work => Merge(bin, work, cancellation), cancellation);

    private async ValueTask<StagedFile?> Merge(CompactionBin bin, DuckLease work, CancellationToken cancellation)
    {
        var paths = new List<string>();
        foreach (var file in bin.Files)
        {
            if (!DeltaPath.IsInside(file.Path))
            {
                throw DeltaErrors.Outside(log.Table, file.Path);
            }

            // What is damaged would get a checksum that says it is whole.
            if (await FileChecksum.Fault(objects, log.Folder, file, cancellation) is { } fault)
            {
                throw DeltaErrors.DamagedFile(log.Table, file.Path, fault);
            }

            paths.Add(await work.Scratch.PathOf(objects, $"{log.Folder}/{file.Path}", cancellation));
        }

        var data = log.State.Columns.Where(column => !log.State.PartitionColumns.Contains(column.Name)).ToList();
        var writer = new DataFileWriter(objects, log.Table, log.Folder, work.Scratch, work.Connection);
        return await writer.WriteFile($"({SnapshotScan.Files(data, paths)})", data, bin.Partition, cancellation);
    }

    private List<JsonObject> Actions(List<(CompactionBin Bin, StagedFile? File)> merged, bool isAutomatic)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var info = DeltaActions.Info("OPTIMIZE", now, isBlindAppend: false, new() { ["auto"] = isAutomatic ? "true" : "false" }, log.Version);
        info["commitInfo"]!["operationMetrics"] = new JsonObject
        {
            ["numRemovedFiles"] = $"{merged.Sum(merge => merge.Bin.Files.Count)}",
            ["numAddedFiles"] = $"{merged.Count}",
        };
        List<JsonObject> actions = [info];
        foreach (var (bin, file) in merged)
        {
            actions.AddRange(bin.Files.Select(old => DeltaActions.Remove(old, now, dataChange: false)));
            if (file is not null)
            {
                actions.Add(DeltaActions.Add(file, now, dataChange: false));
            }
        }

        return actions;
    }
}
