namespace Sensorium.Core.Scheduling;

/// <summary>The machine's scheduler: activities on the thread pool, the system's clock unless another is given.</summary>
public sealed class ThreadScheduler(TimeProvider? time = null) : IScheduler
{
    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    public Task Start(string name, Func<CancellationToken, Task> activity, CancellationToken cancellation) =>
        Task.Run(() => activity(cancellation), CancellationToken.None);
}
