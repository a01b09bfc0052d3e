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
    /// <summary>Control records read: time marks and canaries.</summary>
    public long Controls { get; init; }

    /// <summary>Positions between where the pipeline began and where it is, of records and control records; for files, records.</summary>
    public long Passed { get; init; }

    /// <summary>Rows that came too late for some of the windows over them, but not for all.</summary>
    public long PartlyLate { get; init; }

    /// <summary>Accepted records in which several spellings of a column had a value: the first listed counted.</summary>
    public long Conflicts { get; init; }

    /// <summary>Members that came twice in an accepted record: the last counted.</summary>
    public long DuplicateKeys { get; init; }

    /// <summary>Whether the fates add up to what was read, and what was read to the positions passed; false is always a bug.</summary>
    [JsonIgnore]
    public bool IsBalanced => Read == Stored + Filtered + Rejected + Late + Duplicate + InFlight && Passed == Read + Controls;
}
