using Sensorium.Core.Scheduling;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>Runs activities where they are started, so that a test that moves the clock knows all that came of it.</summary>
internal sealed class InlineScheduler(TimeProvider time) : IScheduler
{
    public TimeProvider Time { get; } = time;

    public Task Start(string name, Func<CancellationToken, Task> activity, CancellationToken cancellation) => activity(cancellation);
}
