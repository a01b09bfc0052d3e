using Sensorium.Simulation.Objects;
using Xunit.Abstractions;

namespace Sensorium.Simulation.Disks;

/// <summary>
/// What the runs of many seeds have tried together: at which calls processes died and which calls failed. Calls that no seed's own
/// faults have struck are struck on purpose, and calls that are written in the product and never reached are told.
/// </summary>
internal sealed class Coverage(ITestOutputHelper output)
{
    /// <summary>Strikes of one run; more would end its lives before they come to anything.</summary>
    private const int StrikesAtOnce = 16;

    private readonly CallSites _sites = new();
    private readonly Dictionary<string, SeedRun> _reachedBy = [];

    public void Add(SeedRun run)
    {
        _sites.Add(run.Sites);
        foreach (var site in run.Sites.All)
        {
            _reachedBy.TryAdd(site.Name, run);
        }
    }

    /// <param name="again">Runs a seed once more, with strikes.</param>
    public void StrikeTheRest(Func<int, IReadOnlyCollection<Strike>, SeedRun> again)
    {
        var runs = 0;
        while (Untried.ToList() is { Count: > 0 } rest)
        {
            // Up to the first new strike it is that run again, so one of the rest at least is reached.
            var known = _reachedBy[rest[0].Site];
            var there = known.Sites.All.Select(site => site.Name).ToHashSet();
            List<Strike> fresh = [.. rest.Where(strike => there.Contains(strike.Site)).Take(StrikesAtOnce)];
            var run = again(known.Seed, [.. known.Strikes, .. fresh]);
            fresh.Except(run.Unreached).ShouldNotBeEmpty($"none of these was reached again: {string.Join(", ", fresh)}");
            Add(run);
            runs++;
        }

        output.WriteLine($"{runs} runs more struck on purpose what no seed had struck.");
    }

    /// <summary>Writes how often each call was tried, and fails where one was not.</summary>
    /// <param name="calls">All that are written in the product.</param>
    /// <param name="exempt">What is written → why no run comes to it.</param>
    public void Require(IReadOnlyCollection<PortCall> calls, IReadOnlyDictionary<string, string> exempt)
    {
        var at = Tell(calls, exempt);
        calls.Where(call => !at.Contains(call) && !exempt.ContainsKey(call.Written)).ShouldBeEmpty("no run came to these calls");
        exempt.Keys.Except(calls.Where(call => !at.Contains(call)).Select(call => call.Written))
            .ShouldBeEmpty("these are exempt, and are reached or gone");
        Untried.ShouldBeEmpty();
    }

    /// <summary>Writes how often each call was tried.</summary>
    /// <returns>What was reached of each call.</returns>
    public ILookup<PortCall, CallSite> Tell(IReadOnlyCollection<PortCall> calls, IReadOnlyDictionary<string, string> exempt)
    {
        var written = calls.ToLookup(call => call.Written);
        var at = _sites.All
            .SelectMany(
                site => new[] { site.Place.Among(written), written[$"{site.Place.Caller} > {site.Place.Entry}"].FirstOrDefault() },
                (site, call) => (site, call))
            .Where(pair => pair.call is not null)
            .ToLookup(pair => pair.call!, pair => pair.site);
        foreach (var call in calls)
        {
            output.WriteLine(!at.Contains(call) && exempt.TryGetValue(call.Written, out var reason)
                ? $"  exempt: {call}: {reason}"
                : $"{at[call].Sum(site => site.Calls),8} calls, {at[call].Sum(site => site.Kills),4} kills, "
                    + $"{at[call].Sum(site => site.Failures),4} failures: {call}");
        }

        return at;
    }

    /// <summary>A store behind a network fails by its own faults.</summary>
    private IEnumerable<Strike> Untried => _sites.All
        .Where(site => site.Place.Caller?.StartsWith(nameof(SimulatedObjectStore), StringComparison.Ordinal) != true)
        .SelectMany(site => site.Untried);
}
