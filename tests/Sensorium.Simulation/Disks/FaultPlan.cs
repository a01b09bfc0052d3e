namespace Sensorium.Simulation.Disks;

/// <summary>What goes wrong on a simulated disk. Calls are counted from the moment the plan is given to the disk, the first is 1.</summary>
public sealed record FaultPlan
{
    public static FaultPlan None { get; } = new();

    /// <summary>
    /// The process dies in its n-th call that creates, writes, syncs, renames, links, locks or deletes: before the call has any
    /// effect, after it has all of it, or in between where the call has parts.
    /// </summary>
    public long? KillAtChange { get; init; }

    /// <summary>Whether the machine dies with the process. A killed process alone loses nothing that it had written.</summary>
    public bool PowerCut { get; init; } = true;

    /// <summary>
    /// The n-th call of any kind fails with an input/output error: a write after a part of it, a sync after losing any part of what
    /// was not durable (which later syncs do not bring back, as on Linux). Questions that cannot fail are not counted.
    /// </summary>
    public long? FailAtCall { get; init; }

    /// <summary>Bytes that fit. A write beyond it writes what fits and fails with "no space left on device".</summary>
    public long? Capacity { get; init; }
}
