using Sensorium.Simulation.Disks;
using Sensorium.Simulation.Scheduling;

namespace Sensorium.Simulation;

/// <summary>
/// A machine with a disk, a clock and one process at a time, all of it decided by the seed. A test starts a process, lets it be
/// killed, starts it again on what the disk kept, and looks at what it promised.
/// </summary>
public sealed class SimulatedMachine : IDisposable
{
    /// <param name="outside">See <see cref="SimulatedDisk.Outside"/>.</param>
    public SimulatedMachine(int seed, CallSites? sites = null, string? outside = null)
    {
        Scheduler = new(unchecked((seed * 2) + 1), Trace);
        Disk = new(unchecked(seed * 2), Scheduler.Time, Trace, sites) { Scheduler = Scheduler, Outside = outside };
    }

    public SimulationTrace Trace { get; } = new();

    public SimulatedScheduler Scheduler { get; }

    public SimulatedDisk Disk { get; }

    /// <summary>
    /// Runs a process until <paramref name="main"/> returns or it is killed, by <see cref="Disk"/>'s fault plan or by
    /// <see cref="Kill"/>. Everything else it started ends with it. An error of main is thrown here.
    /// </summary>
    public ProcessEnd Run(Func<Task> main)
    {
        var before = Disk.Process;
        try
        {
            return Scheduler.Run(main);
        }
        finally
        {
            if (before == Disk.Process)
            {
                Disk.EndProcess();
            }
        }
    }

    /// <summary>Kills the process from within one of its activities, which does not return from here.</summary>
    public void Kill(bool powerCut)
    {
        if (powerCut)
        {
            Disk.PowerCut();
        }
        else
        {
            Disk.EndProcess();
        }

        Scheduler.Kill();
    }

    public void Dispose() => Scheduler.Dispose();
}
