namespace Sensorium.Core;

/// <summary>What became of a record in a pipeline. Every record read has exactly one.</summary>
public enum Fate : byte
{
    /// <summary>Contributes to something uncommitted: an open window, a buffer, a staged file.</summary>
    InFlight,

    /// <summary>Every output it contributes to is committed.</summary>
    Stored,

    /// <summary>Not what CREATE STREAM declares, or an expression on it failed.</summary>
    Rejected,

    /// <summary>Dropped by a predicate or for want of a join partner.</summary>
    Filtered,

    /// <summary>Behind its partition's watermark.</summary>
    Late,

    /// <summary>Dropped by DEDUP.</summary>
    Duplicate,
}
