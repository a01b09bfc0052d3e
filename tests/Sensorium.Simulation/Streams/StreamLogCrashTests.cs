using Sensorium.Simulation.Disks;

namespace Sensorium.Simulation.Streams;

/// <summary>A log through lives that end anywhere: killed, cut off from power, with failing calls and a full disk.</summary>
public sealed class StreamLogCrashTests
{
    private const int Lives = 6;

    [Fact]
    public void No_acknowledged_record_is_lost_doubled_or_changed_whenever_the_machine_dies()
    {
        var sites = new CallSites();
        for (var seed = 0; seed < 150; seed++)
        {
            Run(seed, sites, (plan, life) => life == Lives - 1
                ? FaultPlan.None
                : new() { KillAtChange = plan.Next(1, plan.Next(2) == 0 ? 30 : 150), PowerCut = plan.Next(3) > 0 });
        }

        var log = sites.NeverKilled.Where(site => site.Name.Contains("SegmentStore") || site.Name.Contains("StreamLog"));
        log.Select(site => site.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Calls_that_fail_lose_nothing_that_was_acknowledged()
    {
        for (var seed = 1000; seed < 1100; seed++)
        {
            Run(seed, new(), (plan, life) => life == Lives - 1
                ? FaultPlan.None
                : new()
                {
                    FailAtCall = plan.Next(1, 250),
                    KillAtChange = plan.Next(2) == 0 ? plan.Next(60, 150) : null,
                    PowerCut = plan.Next(2) == 0,
                });
        }
    }

    [Fact]
    public void A_disk_that_fills_up_loses_nothing_that_was_acknowledged()
    {
        for (var seed = 2000; seed < 2050; seed++)
        {
            Run(seed, new(), (plan, life) => life == Lives - 1
                ? FaultPlan.None
                : new() { Capacity = plan.Next(5_000, 40_000), KillAtChange = plan.Next(2) == 0 ? plan.Next(60, 150) : null });
        }
    }

    private static void Run(int seed, CallSites sites, Func<Random, int, FaultPlan> faults)
    {
        using var machine = new SimulatedMachine(seed, sites);
        var plan = new Random(seed);
        var promises = new StreamPromises();
        for (var life = 0; life < Lives; life++)
        {
            machine.Disk.Faults = faults(plan, life);
            try
            {
                machine.Run(() => new StreamLife(machine, promises, new(plan.Next()), isLast: life == Lives - 1).Live());
            }
            catch (IOException)
            {
                // The log could not be opened on a disk that failed; the next life tries again.
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}, life {life}: {error.Message}\n{machine.Trace}", error);
            }
        }
    }
}
