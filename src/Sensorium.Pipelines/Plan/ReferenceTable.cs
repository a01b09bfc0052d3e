using Sensorium.Core;

namespace Sensorium.Pipelines.Plan;

/// <summary>A file of <c>reference/</c>, loaded whole. <paramref name="Fingerprint"/> is a hash of its bytes.</summary>
public sealed record ReferenceTable(string Name, string Path, string Fingerprint, Batch Rows)
{
    public Schema Schema => Rows.Schema;
}
