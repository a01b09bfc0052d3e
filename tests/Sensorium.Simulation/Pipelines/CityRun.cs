using Sensorium.Simulation.Disks;

namespace Sensorium.Simulation.Pipelines;

/// <summary>A seed's city through all its lives, to the end where all is checked.</summary>
internal sealed class CityRun
{
    private const int Lives = 6;
    private const int MostLives = 60;

    /// <param name="strikes">Call sites at which the machine dies, or the call fails, the first time that each is reached.</param>
    public CityRun(int seed, IReadOnlyCollection<Strike>? strikes = null) => (Seed, Strikes) = (seed, strikes ?? []);

    public int Seed { get; }

    public IReadOnlyCollection<Strike> Strikes { get; }

    /// <summary>What the lives have reached and what has struck them.</summary>
    public CallSites Sites { get; } = new();

    /// <summary>Segments that retention took.</summary>
    public int Removed { get; private set; }

    public long Steps { get; private set; }

    public long Calls { get; private set; }

    /// <exception cref="InvalidOperationException">A promise is broken; the message says how to run the seed again.</exception>
    public SeedRun Run()
    {
        using var folder = new TemporaryFolder();
        var scratch = folder.Path;
        var life = 0;
        var machine = new SimulatedMachine(Seed, outside: scratch);
        try
        {
            machine.Disk.Strikes.UnionWith(Strikes);
            return Live(machine, scratch, ref life);
        }
        catch (Exception error)
        {
            var strikes = Strikes.Count == 0 ? "" : $" {PipelineCrashTests.Strikes}='{string.Join(';', Strikes)}'";
            throw new InvalidOperationException(
                $"Seed {Seed}, life {life}: {error.Message}\nRun it again with "
                    + $"{PipelineCrashTests.OneSeed}={Seed}{strikes}.\n{LastLines(machine)}", error);
        }
        finally
        {
            (Steps, Calls) = (machine.Scheduler.Steps, machine.Disk.Calls);
            machine.Dispose();
        }
    }

    private SeedRun Live(SimulatedMachine machine, string scratch, ref int life)
    {
        var plan = new CityPlan(Seed);
        var removed = new RemovedSegments(machine.Disk);
        machine.Disk.Leaving = removed.Keep;
        machine.Disk.IsOutsideAnotherDevice = plan.HasScratchDevice;
        var promises = new CityPromises();
        var random = new Random(Seed);
        CityLife? last = null;
        for (; last is not { HasDrained: true }; life++)
        {
            life.ShouldBeLessThan(MostLives, "the city does not come to its end");
            var drains = life >= Lives - 1;
            var (share, own) = (Math.Min(1, (life + 1.0) / Lives), new Random(random.Next()));
            if (life == Lives - 2)
            {
                machine.Scheduler.Rest(plan.Off);
            }

            machine.Disk.Faults = drains ? FaultPlan.None : Faults(random, life);
            var now = new CityLife(machine, plan, promises, own, scratch);
            try
            {
                machine.Run(() => now.Live(share, drains));
            }
            catch (IOException)
            {
                // A log could not be opened on a disk that failed; the next life tries again.
            }

            last = now;
        }

        Sites.Add(machine.Disk.Sites);
        var run = new SeedRun(Seed, Strikes, Sites, [.. machine.Disk.Strikes]);
        machine.Disk.Strikes.Clear();
        machine.Disk.PowerCut();
        machine.Run(() => new CityCheck(machine, plan, promises, last.Ledger, removed, scratch).Run());
        CheckRest(machine, plan, promises, last, scratch);
        Removed = removed.Count;
        return run;
    }

    /// <summary>A city that is opened again with nothing new changes no table, and says of its records what it said before.</summary>
    private static void CheckRest(SimulatedMachine machine, CityPlan plan, CityPromises promises, CityLife last, string scratch)
    {
        List<string> before = [], after = [];
        var look = new CityLife(machine, plan, promises, new(0), scratch);
        machine.Run(async () =>
        {
            before = await CityCheck.Versions(machine, plan, scratch);
            await look.Look();
            after = await CityCheck.Versions(machine, plan, scratch);
        });
        after.ShouldBe(before);
        look.Ledger.Select(CityCheck.Counts).ShouldBe(last.Ledger.Select(CityCheck.Counts));
    }

    private static FaultPlan Faults(Random random, int life) => random.Next(8) switch
    {
        0 => FaultPlan.None,
        1 => new()
        {
            FailAtCall = random.Next(1, 600),
            KillAtChange = random.Next(2) == 0 ? random.Next(100, 400) : null,
            PowerCut = random.Next(2) == 0,
        },
        2 when life > 0 => new() { Capacity = random.Next(60_000, 400_000) },
        3 => new() { KillAtChange = random.Next(1, 60), PowerCut = true },
        var kind => new() { KillAtChange = random.Next(1, 500), PowerCut = kind > 4 },
    };

    private static string LastLines(SimulatedMachine machine) =>
        Environment.GetEnvironmentVariable(PipelineCrashTests.OneSeed) is null ? "" : machine.Trace.ToString();
}
