using System.Text.Json.Serialization;

namespace Sensorium.Core;

/// <summary>Where every record went that a pipeline has read from a stream. Each count is counted, none is a remainder.</summary>
/// <param name="Waiting">Positions appended but not read yet; 0 for input that has ended.</param>
public sealed record LedgerEntry(
    string Name,
    string Stream,
    long Read,
    long Stored,
    long Filtered,
    long Rejected,
    long Late,
    long Duplicate,
    long InFlight,
    long Waiting,
    IReadOnlyList<LedgerCause> Causes)
{
    /// <summary>Whether the fates add up to what was read; false is always a bug.</summary>
    [JsonIgnore]
    public bool IsBalanced => Read == Stored + Filtered + Rejected + Late + Duplicate + InFlight;
}
