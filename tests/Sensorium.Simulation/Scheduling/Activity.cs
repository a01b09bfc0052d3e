namespace Sensorium.Simulation.Scheduling;

/// <summary>What was started under a name. Its awaits come back here, because it is their synchronization context.</summary>
internal sealed class Activity(SimulatedScheduler scheduler, SimulatedProcess process, string name) : SynchronizationContext
{
    internal string Name { get; } = name;

    internal SimulatedProcess Process { get; } = process;

    internal long Steps { get; set; }

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(new(this, d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A step that waits for another step would stop the simulation's only thread.");

    public override SynchronizationContext CreateCopy() => this;
}
