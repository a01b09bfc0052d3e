namespace Sensorium.Simulation.Scheduling;

/// <summary>One run between a start and an end or kill: what is ready, what waits for time, what has not ended.</summary>
internal sealed class SimulatedProcess
{
    /// <summary>The process whose code this thread runs, also after its death.</summary>
    [field: ThreadStatic]
    internal static SimulatedProcess? Current { get; set; }

    internal volatile bool Alive = true;

    internal List<ReadyStep> Ready { get; } = [];

    internal List<VirtualTimer> Timers { get; } = [];

    internal List<Activity> Unfinished { get; } = [];

    internal Activity? Running { get; set; }

    /// <summary>Set once the thread has left the process's code, or stands still in it for good.</summary>
    internal ManualResetEventSlim Over { get; } = new();

    /// <summary>Set to unwind a thread that stands still.</summary>
    internal ManualResetEventSlim Released { get; } = new();

    internal Thread? Thread { get; set; }

    internal Exception? Failure { get; set; }

    internal int DeadCalls { get; set; }
}
