using Sensorium.Simulation.Disks;
using Sensorium.Simulation.Scheduling;

namespace Sensorium.Simulation.Examples;

/// <summary>Shows how a simulation is written, and that it finds what it is there to find.</summary>
public sealed class DurableCounterTests
{
    private const int Seeds = 40;
    private const int Kills = 4;

    [Fact]
    public void No_acknowledged_count_is_lost_whenever_the_machine_dies()
    {
        var sites = new CallSites();
        FindLoss(Neglect.Nothing, sites).ShouldBeNull();
        sites.All.Count.ShouldBeGreaterThan(5);
        sites.NeverKilled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(Neglect.SyncOfContent))]
    [InlineData(nameof(Neglect.SyncOfFolder))]
    [InlineData(nameof(Neglect.CutOfTail))]
    public void What_is_left_out_is_found(string neglect) =>
        FindLoss(Enum.Parse<Neglect>(neglect), new()).ShouldNotBeNull();

    [Fact]
    public void A_call_site_tells_type_member_line_and_call()
    {
        var sites = new CallSites();
        new DurableCounter(new SimulatedDisk(1, sites: sites)).Add();
        sites.All.ShouldContain(site => System.Text.RegularExpressions.Regex.IsMatch(site.Name, @"^DurableCounter\.Add:\d\d+ Write$"));
    }

    [Fact]
    public void One_seed_gives_one_trace_over_kills()
    {
        static ulong Hash(int seed)
        {
            using var machine = new SimulatedMachine(seed);
            Life(machine, Neglect.Nothing, kill: 7 + seed, promised: 0);
            Life(machine, Neglect.Nothing, kill: 5 + seed, promised: 0);
            return machine.Trace.Hash;
        }

        for (var seed = 0; seed < 10; seed++)
        {
            Hash(seed).ShouldBe(Hash(seed));
        }

        Enumerable.Range(0, 10).Select(Hash).Distinct().Count().ShouldBe(10);
    }

    /// <returns>The seed and trace of the first run that broke the promise.</returns>
    private static string? FindLoss(Neglect neglect, CallSites sites)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var machine = new SimulatedMachine(seed, sites);
            var plan = new Random(seed);
            var promised = 0L;
            for (var life = 0; life < Kills; life++)
            {
                var (found, acknowledged) = Life(machine, neglect, kill: plan.Next(1, 25), promised);
                if (found < promised)
                {
                    return $"seed {seed}: {promised} were promised, {found} found\n{machine.Trace}";
                }

                promised = Math.Max(promised, acknowledged);
            }
        }

        return null;
    }

    private static (long Found, long Acknowledged) Life(SimulatedMachine machine, Neglect neglect, long kill, long promised)
    {
        var found = long.MaxValue;
        var acknowledged = promised;
        machine.Disk.Faults = new() { KillAtChange = kill };
        machine.Run(async () =>
        {
            using var counter = new DurableCounter(machine.Disk, neglect);
            found = counter.Value;
            await machine.Scheduler.Start("counting", async cancellation =>
            {
                for (var i = 0; i < 8; i++)
                {
                    acknowledged = counter.Add();
                    await Task.Delay(TimeSpan.FromSeconds(1), machine.Scheduler.Time, cancellation);
                }
            }, CancellationToken.None);
        });
        return (found, acknowledged);
    }
}
