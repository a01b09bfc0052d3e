namespace Sensorium.Simulation.Scheduling;

internal sealed class VirtualTimer(VirtualClock clock, SimulatedProcess? process, TimerCallback callback, object? state) : ITimer
{
    /// <summary>In ticks of the virtual clock.</summary>
    internal long Due { get; private set; } = long.MaxValue;

    /// <summary>Orders timers that are due together.</summary>
    internal long Order { get; private set; }

    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        process?.Timers.Remove(this);
        if (process is not { Alive: true } || dueTime == Timeout.InfiniteTimeSpan)
        {
            return true;
        }

        (Due, Order, _period) = (clock.Ticks + Math.Max(0, dueTime.Ticks), clock.NextOrder(), period);
        process.Timers.Add(this);
        return true;
    }

    public void Dispose() => process?.Timers.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Fire()
    {
        Change(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan, _period);
        callback(state);
    }
}
