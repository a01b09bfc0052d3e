using System.Globalization;
using Xunit.Abstractions;
using Sensorium.Simulation.Disks;

namespace Sensorium.Simulation.Pipelines;

/// <summary>
/// Log, pipelines and lake together, through lives that end anywhere: killed, cut off from power, with failing calls and a full disk.
/// </summary>
/// <remarks>
/// SENSORIUM_TEST_LONG=1 runs a thousand seeds. A seed that fails is named; SENSORIUM_SIMULATION_SEED=7 runs it again alone, with the
/// last lines of what it did, and SENSORIUM_SIMULATION_SEED=7-40 runs some.
/// </remarks>
public sealed class PipelineCrashTests(ITestOutputHelper output)
{
    public const string OneSeed = "SENSORIUM_SIMULATION_SEED";
    public const string Strikes = "SENSORIUM_SIMULATION_STRIKES";

    [Fact]
    public void Every_record_is_in_every_table_exactly_once_wherever_the_machine_dies()
    {
        if (Environment.GetEnvironmentVariable(OneSeed) is { } one)
        {
            Run(one, Environment.GetEnvironmentVariable(Strikes)?.Split(';'));
            return;
        }

        var seeds = Environment.GetEnvironmentVariable("SENSORIUM_TEST_LONG") == "1" ? 1_000 : 20;
        var sites = new CallSites();
        var reachedBy = new Dictionary<string, CityRun>();
        for (var seed = 0; seed < seeds; seed++)
        {
            var run = new CityRun(seed);
            run.Run();
            sites.Add(run.Sites);
            foreach (var site in run.Sites.All)
            {
                reachedBy.TryAdd(site.Name, run);
            }
        }

        StrikeTheRest(sites, reachedBy);
        foreach (var site in sites.All)
        {
            output.WriteLine($"{site.Calls,8} calls, {site.Kills,4} kills, {site.Failures,4} failures: {site.Name}");
        }

        sites.All.Where(site => !site.WasStruck).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(17)]
    public void A_seed_runs_the_same_each_time(int seed)
    {
        var (first, second) = (new CityRun(seed), new CityRun(seed));
        first.Run();
        second.Run();
        (second.Steps, second.Calls).ShouldBe((first.Steps, first.Calls));
        second.Sites.All.ShouldBe(first.Sites.All);
    }

    private static void Run(string seeds, string[]? strikes)
    {
        var ends = seeds.Split('-').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture)).ToArray();
        for (var seed = ends[0]; seed <= ends[^1]; seed++)
        {
            new CityRun(seed, strikes).Run();
        }
    }

    /// <summary>Lines that no seed's faults have struck are struck on purpose, in a run that is known to come to them.</summary>
    private void StrikeTheRest(CallSites sites, Dictionary<string, CityRun> reachedBy)
    {
        while (sites.All.Where(site => !site.WasStruck).Select(site => site.Name).ToList() is { Count: > 0 } rest)
        {
            output.WriteLine($"{rest.Count} call sites are struck on purpose");

            // Up to the first new strike it is that run again, so one of the rest at least is reached.
            var known = reachedBy[rest[0]];
            var run = new CityRun(known.Seed, [.. known.Strikes, .. rest]);
            run.Run();
            rest.Except(run.Unreached).ShouldNotBeEmpty($"none of these was reached again: {string.Join(", ", rest)}");
            sites.Add(run.Sites);
            foreach (var site in run.Sites.All)
            {
                reachedBy.TryAdd(site.Name, run);
            }
        }
    }
}
