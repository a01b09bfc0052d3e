namespace Sensorium.Lake.Maintenance;

/// <param name="Version">The table's version that holds the result.</param>
/// <param name="FilesBefore">Files that were merged.</param>
/// <param name="FilesAfter">Files that hold their rows now.</param>
public sealed record CompactionReport(long Version, int FilesBefore, int FilesAfter, long BytesBefore, long BytesAfter)
{
    /// <summary>What merging these would do; how many bytes come out is not known before.</summary>
    internal static CompactionReport Of(long version, IReadOnlyList<CompactionBin> bins)
    {
        var bytes = bins.Sum(bin => bin.Files.Sum(file => file.Size));
        return new(version, bins.Sum(bin => bin.Files.Count), bins.Count, bytes, bytes);
    }
}
