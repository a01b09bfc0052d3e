using Sensorium.Core.Files;
using Sensorium.Simulation.Disks;
using Xunit.Abstractions;

namespace Sensorium.Simulation.Streams;

/// <summary>A log through lives that end anywhere: killed, cut off from power, with failing calls and a full disk.</summary>
public sealed class StreamLogCrashTests(ITestOutputHelper output)
{
    private const int Lives = 6;
    private const int FirstFailing = 1000;

    private static readonly Dictionary<string, string> _exempt = new(StringComparer.Ordinal)
    {
        ["Segment.Acquire Create"] = "a segment is opened as it stands, whichever of two modes it is opened in",
        ["Partition.OffsetAt Read"] = "finds a page's moment in the log, and promises nothing",
    };

    [Fact]
    [Trait("Category", "Slow")]
    public void No_acknowledged_record_is_lost_doubled_or_changed_whenever_the_machine_dies_or_a_call_fails()
    {
        var coverage = new Coverage(output);
        for (var seed = 0; seed < 150; seed++)
        {
            coverage.Add(Run(seed, [], Kills));
        }

        for (var seed = FirstFailing; seed < FirstFailing + 100; seed++)
        {
            coverage.Add(Run(seed, [], Failures));
        }

        coverage.StrikeTheRest((seed, strikes) => Run(seed, strikes, seed < FirstFailing ? Kills : Failures));
        coverage.Require(PortCalls.Of([typeof(Sensorium.Streams.StreamLog).Assembly]), _exempt);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_disk_that_fills_up_loses_nothing_that_was_acknowledged()
    {
        for (var seed = 2000; seed < 2050; seed++)
        {
            Run(
                seed,
                [],
                (plan, life) =>
                    new() { Capacity = plan.Next(5_000, 40_000), KillAtChange = plan.Next(2) == 0 ? plan.Next(60, 150) : null });
        }
    }

    private static FaultPlan Kills(Random plan, int life) =>
        new() { KillAtChange = plan.Next(1, plan.Next(2) == 0 ? 30 : 150), PowerCut = plan.Next(3) > 0 };

    private static FaultPlan Failures(Random plan, int life) => new()
    {
        FailAtCall = plan.Next(1, 250),
        KillAtChange = plan.Next(2) == 0 ? plan.Next(60, 150) : null,
        PowerCut = plan.Next(2) == 0,
    };

    private static SeedRun Run(int seed, IReadOnlyCollection<Strike> strikes, Func<Random, int, FaultPlan> faults)
    {
        using var machine = new SimulatedMachine(seed);
        machine.Disk.Strikes.UnionWith(strikes);
        IReadOnlyCollection<Strike> unreached = [];
        var plan = new Random(seed);
        var promises = new StreamPromises { ClockJumps = seed % 3 == 0 };
        for (var life = 0; life < Lives; life++)
        {
            var isLast = life == Lives - 1;
            machine.Disk.Faults = isLast ? FaultPlan.None : faults(plan, life);
            if (isLast)
            {
                unreached = [.. machine.Disk.Strikes];
                machine.Disk.Strikes.Clear();
            }

            try
            {
                machine.Run(() => new StreamLife(machine, promises, new(plan.Next()), isLast).Live());
            }
            catch (IOException)
            {
                // The log could not be opened on a disk that failed; the next life tries again.
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"seed {seed}, life {life}, strikes {string.Join("; ", strikes)}: {error.Message}\n{machine.Trace}", error);
            }
        }

        return new(seed, strikes, machine.Disk.Sites, unreached);
    }
}
