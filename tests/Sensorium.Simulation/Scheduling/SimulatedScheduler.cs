using System.Runtime.ExceptionServices;
using Sensorium.Core.Scheduling;

namespace Sensorium.Simulation.Scheduling;

/// <summary>
/// Activities one step at a time, each step chosen by the seed among all that are ready; time passes a little with each step, and
/// jumps to the next timer when nothing is ready. A killed process stops in the very call that killed it: nothing of it runs again,
/// no handler, no finally.
/// </summary>
/// <remarks>
/// All steps run on one thread. What leaves it cannot be ordered by the seed: <c>ConfigureAwait(false)</c>, <c>Task.Run</c>, and parts of
/// .NET that use them (<c>ChannelReader.ReadAllAsync</c>, <c>SemaphoreSlim.WaitAsync</c> with a token). The run fails and names the
/// activity.
/// </remarks>
public sealed class SimulatedScheduler : IScheduler, IDisposable
{
    private static readonly TimeSpan EscapeTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Random _random;
    private readonly SimulationTrace? _trace;
    private readonly VirtualClock _clock = new();
    private readonly List<SimulatedProcess> _parked = [];
    private SimulatedProcess? _process;
    private volatile string? _escape;
    private long _steps;

    public SimulatedScheduler(int seed, SimulationTrace? trace = null) => (_random, _trace) = (new(seed), trace);

    public TimeProvider Time => _clock;

    /// <summary>How wrong the machine's calendar clock is.</summary>
    public TimeSpan Skew
    {
        get => _clock.Skew;
        set => _clock.Skew = value;
    }

    /// <summary>Steps of all processes.</summary>
    public long Steps => Volatile.Read(ref _steps);

    /// <summary>Virtual time after which a process that does not return counts as one that never will.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(2);

    /// <summary>
    /// Real time after which a step counts as one that blocks the thread; a machine with much to do may be slow to run it.
    /// </summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(3);

    public Task Start(string name, Func<CancellationToken, Task> activity, CancellationToken cancellation)
    {
        var process = SimulatedProcess.Current is { Alive: true } current
            ? current
            : throw new InvalidOperationException($"'{name}' was started outside Run, or in a process that is dead.");
        var started = new Activity(this, process, name);
        var ended = new TaskCompletionSource();
        process.Unfinished.Add(started);
        Post(new(started, _ => Drive(started, activity, ended, cancellation), null));
        return ended.Task;
    }

    /// <summary>
    /// Runs a process until its main activity returns or it is killed. The error of the main activity is thrown here, as are
    /// deadlocks and steps that block.
    /// </summary>
    public ProcessEnd Run(Func<Task> main)
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("One process runs at a time.");
        }

        var process = new SimulatedProcess();
        _escape = null;
        _process = process;
        process.Thread = new Thread(() => Live(process, main)) { IsBackground = true, Name = "simulation" };
        process.Thread.Start();
        Watch(process);
        _process = null;
        if (process.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return process.Alive ? ProcessEnd.Returned : ProcessEnd.Killed;
    }

    /// <summary>
    /// Kills the process, as from within: the calling activity does not return from here. Nothing happens between processes.
    /// </summary>
    public void Kill()
    {
        if (SimulatedProcess.Current is { } process)
        {
            _trace?.Add("kill");
            process.Alive = false;
            StandStill(process);
        }
    }

    /// <summary>Unwinds the threads on which killed processes stand still.</summary>
    public void Dispose()
    {
        foreach (var process in _parked)
        {
            process.Released.Set();
        }

        foreach (var process in _parked)
        {
            process.Thread!.Join(TimeSpan.FromSeconds(2));
        }

        _parked.Clear();
    }

    /// <summary>Lets time pass while no process runs.</summary>
    internal void Rest(TimeSpan duration) => _clock.Ticks += duration.Ticks;

    internal void Post(ReadyStep step)
    {
        var process = step.Activity.Process;
        if (!process.Alive)
        {
            return;
        }

        if (SimulatedProcess.Current != process)
        {
            _escape ??= step.Activity.Name;
            return;
        }

        process.Ready.Add(step);
    }

    /// <summary>Refuses calls of dead processes and of foreign threads.</summary>
    internal void Guard()
    {
        var current = SimulatedProcess.Current;
        if (current is { Alive: false })
        {
            StandStill(current);
        }

        if (current is null && _process is not null)
        {
            throw new InvalidOperationException(
                "The disk is called from a thread that is not the simulation's: look for ConfigureAwait(false) and Task.Run.");
        }
    }

    private static async void Drive(
        Activity started, Func<CancellationToken, Task> activity, TaskCompletionSource ended, CancellationToken cancellation)
    {
        try
        {
            await activity(cancellation);
            started.Process.Unfinished.Remove(started);
            ended.SetResult();
        }
        catch (OperationCanceledException error)
        {
            started.Process.Unfinished.Remove(started);
            ended.SetCanceled(error.CancellationToken);
        }
        catch (Exception error)
        {
            started.Process.Unfinished.Remove(started);
            ended.SetException(error);
        }
    }

    /// <summary>Holds the thread of a dead process; once released it unwinds, and one that does not want to end is held for good.</summary>
    private void StandStill(SimulatedProcess process)
    {
        if (!process.Over.IsSet)
        {
            lock (_parked)
            {
                _parked.Add(process);
            }

            process.Over.Set();
        }

        process.Released.Wait();
        if (++process.DeadCalls > 1_000)
        {
            Thread.Sleep(Timeout.Infinite);
        }

        throw new ProcessKilledException();
    }

    private void Live(SimulatedProcess process, Func<Task> main)
    {
        SimulatedProcess.Current = process;
        try
        {
            var ended = Start("main", _ => main(), CancellationToken.None);
            var deadline = _clock.Ticks + Patience.Ticks;
            while (process.Alive && !ended.IsCompleted)
            {
                Step(process);
                if (_clock.Ticks > deadline)
                {
                    throw new DeadlockException(
                        $"After {Patience} of virtual time the process has not returned. Unfinished: {Names(process)}.");
                }
            }

            if (process.Alive && ended.IsFaulted)
            {
                process.Failure = ended.Exception!.InnerException;
            }
            else if (process.Alive && ended.IsCanceled)
            {
                process.Failure = new TaskCanceledException(ended);
            }
        }
        catch (Exception error)
        {
            // A dead process unwinds, or was given up while it blocked.
            process.Failure ??= process.Alive ? error : null;
        }

        process.Over.Set();
    }

    private void Step(SimulatedProcess process)
    {
        _clock.Ticks += _random.Next(0, 200);
        Interlocked.Increment(ref _steps);
        if (_escape is { } name)
        {
            throw new InvalidOperationException(
                $"A continuation of '{name}' came from a thread that is not the simulation's: look for ConfigureAwait(false), Task.Run, "
                + "ReadAllAsync of a channel and WaitAsync of a semaphore with a token.");
        }

        FireTimers(process);
        if (process.Ready.Count == 0)
        {
            if (process.Timers.Count > 0)
            {
                _clock.Ticks = Math.Max(_clock.Ticks, process.Timers.Min(timer => timer.Due));
                return;
            }

            // Somebody may still be on his way back from a thread where he should not be; that is the better message.
            if (SpinWait.SpinUntil(() => _escape is not null, EscapeTimeout))
            {
                return;
            }

            throw new DeadlockException($"Nothing is ready and no timer is set. Unfinished: {Names(process)}.");
        }

        var chosen = _random.Next(process.Ready.Count);
        var step = process.Ready[chosen];
        process.Ready.RemoveAt(chosen);
        _trace?.Add($"{_clock.Ticks} {step.Activity.Name} {step.Activity.Steps++}");
        process.Running = step.Activity;
        SynchronizationContext.SetSynchronizationContext(step.Activity);
        try
        {
            step.Callback(step.State);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
            process.Running = null;
        }
    }

    private void FireTimers(SimulatedProcess process)
    {
        while (process.Timers.Where(timer => timer.Due <= _clock.Ticks).MinBy(timer => (timer.Due, timer.Order)) is { } due)
        {
            due.Fire();
        }
    }

    /// <summary>Waits on the test's thread; a step that takes real time for long blocks the only thread there is.</summary>
    private void Watch(SimulatedProcess process)
    {
        for (var seen = -1L; !process.Over.Wait(StepTimeout); seen = Steps)
        {
            if (seen == Steps)
            {
                process.Failure = new DeadlockException(
                    $"'{process.Running?.Name}' blocks the simulation's thread for {StepTimeout.TotalSeconds} s: it waits without await.");
                process.Alive = false;
                return;
            }
        }
    }

    private static string Names(SimulatedProcess process) =>
        string.Join(", ", process.Unfinished.Select(activity => activity.Name).Order(StringComparer.Ordinal));
}
