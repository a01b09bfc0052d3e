using System.Globalization;

namespace Sensorium.Simulation.Disks;

/// <summary>A call of the disk as it is written in the product, whether or not any run comes to it.</summary>
/// <param name="Written">
/// Type, member and call, "SegmentStore.CutBack SetLength"; for a call of what Core makes of the disk, the members alone:
/// "Vacuum.Run > LocalObjectStore.Delete".
/// </param>
/// <param name="Line">0 for a call of what Core makes of the disk.</param>
internal sealed record PortCall(string Written, int Line) : IComparable<PortCall>
{
    public bool IsOfDisk => Line > 0;

    public int CompareTo(PortCall? other) => (string.CompareOrdinal(Written, other!.Written), Line.CompareTo(other.Line)) switch
    {
        (0, var lines) => lines,
        var (names, _) => names,
    };

    public override string ToString() => IsOfDisk ? string.Create(CultureInfo.InvariantCulture, $"{Written}, line {Line}") : Written;
}
