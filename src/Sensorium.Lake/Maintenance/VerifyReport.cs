namespace Sensorium.Lake.Maintenance;

/// <param name="Version">The version whose files were looked at.</param>
/// <param name="Checked">Files that are what was written.</param>
/// <param name="Bytes">Of these.</param>
/// <param name="Unchecked">Files whose writer kept no checksum: nobody can tell.</param>
/// <param name="Damaged">Files that are not, each with the reason.</param>
public sealed record VerifyReport(
    long Version, int Checked, long Bytes, IReadOnlyList<string> Unchecked, IReadOnlyList<(string Path, string Reason)> Damaged);
