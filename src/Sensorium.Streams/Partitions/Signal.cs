namespace Sensorium.Streams.Partitions;

/// <summary>
/// Wakes all who wait for something to change. To lose no wake-up: enlist, look whether it has changed already, and only then wait.
/// Waiters go on where their context says, never inside <see cref="Pulse"/>.
/// </summary>
internal sealed class Signal
{
    private readonly Lock _gate = new();
    private List<TaskCompletionSource> _waiters = [];
    private List<TaskCompletionSource> _woken = [];

    internal TaskCompletionSource Enlist()
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiters.Add(waiter);
        }

        return waiter;
    }

    internal void Leave(TaskCompletionSource waiter)
    {
        lock (_gate)
        {
            _waiters.Remove(waiter);
        }
    }

    internal async Task Wait(TaskCompletionSource waiter, CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(
            static (waiter, token) => ((TaskCompletionSource)waiter!).TrySetCanceled(token), waiter);
        try
        {
            await waiter.Task;
        }
        catch (OperationCanceledException)
        {
            Leave(waiter);
            throw;
        }
    }

    internal void Pulse()
    {
        lock (_gate)
        {
            (_waiters, _woken) = (_woken, _waiters);
            foreach (var waiter in _woken)
            {
                waiter.TrySetResult();
            }

            _woken.Clear();
        }
    }
}
