namespace Sensorium.Core.Scheduling;

/// <summary>
/// The one place where concurrency comes from: no thread, timer or <c>Task.Run</c> stands anywhere else in streams, pipelines and
/// lake. The machine's runs activities on threads; the simulation's runs them on one thread in a seeded order, on a virtual clock.
/// An activity awaits without <c>ConfigureAwait(false)</c>, so that the simulation sees its continuations.
/// </summary>
public interface IScheduler
{
    /// <summary>The only clock, also for delays: <c>Task.Delay(span, scheduler.Time, token)</c>.</summary>
    TimeProvider Time { get; }

    /// <summary>Starts an activity that may block its thread in file I/O or computation.</summary>
    /// <param name="name">Names the activity in dumps and in the simulation's trace.</param>
    /// <returns>A task that ends as the activity does, with its error.</returns>
    Task Start(string name, Func<CancellationToken, Task> activity, CancellationToken cancellation);
}
