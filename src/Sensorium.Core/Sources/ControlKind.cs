namespace Sensorium.Core.Sources;

public enum ControlKind : byte
{
    /// <summary>An idle partition's watermark rises to this event time (the delay is already taken off).</summary>
    Heartbeat = 1,

    /// <summary>A partition that never had a record has nothing before this append time.</summary>
    NothingBefore = 2,

    /// <summary>A probe that proves a hop works. Not decoded, no fate, no watermark.</summary>
    Canary = 3,
}
