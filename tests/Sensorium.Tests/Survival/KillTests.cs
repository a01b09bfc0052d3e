using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Sensorium.Tests.Survival;

public sealed class KillTests(ITestOutputHelper log)
{
    private const int Kills = 50;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_city_killed_fifty_times_keeps_each_acknowledged_event_once_and_equals_a_straight_run()
    {
        using var city = new EventCity();
        var random = new Random(20261124);
        var producers = Enumerable.Range(0, 3).Select(i => new Producer($"p{i}", city.Events, seed: i)).ToList();
        using var end = new CancellationTokenSource();
        var sending = Task.WhenAll(producers.Select(producer => producer.Run(end.Token)));
        var (polls, duringStart) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var up = city.Start();
            if (random.Next(4) == 0)
            {
                await Task.Delay(random.Next(700));
                duringStart++;
            }
            else
            {
                await up.UntilUp();
                await Task.Delay(random.Next(900));
                (await IsBalanced(city)).ShouldBeTrue();
                polls++;
            }

            up.HasExited.ShouldBeFalse(up.Said);
            up.Kill();
        }

        using (var last = city.Start())
        {
            await last.UntilUp();
            await end.CancelAsync();
            await sending;
            (await IsBalanced(city)).ShouldBeTrue();
            await last.Stop();
        }

        var sent = producers.Sum(producer => producer.Acknowledged);
        (await city.Query("SELECT count(*) AS n, count(DISTINCT _value) AS d FROM raw.events")).ShouldBe($"{sent},{sent}");
        var lake = await city.HashesOfLake();
        var copy = city.CopyStreams("copy");
        foreach (var lanes in new[] { "1", "2", "4" })
        {
            var ran = await city.RunLog(copy, $"straight{lanes}", "--until-end", "--parallelism", lanes);
            ran.ExitCode.ShouldBe(0, ran.Error);
            ((bool)JsonNode.Parse(ran.Output)!["balanced"]!).ShouldBeTrue();
            (await city.HashesOfRun($"straight{lanes}")).ShouldBe(lake);
        }

        lake.Keys.ShouldContain("by_second");
        log.WriteLine($"{Kills} kills, {duringStart} of them while starting; {sent} events acknowledged, {producers.Sum(producer => producer.Repeated)} batches sent again; "
            + $"the ledger balanced at all {polls} looks; {lake.Count} tables equal a straight run with 1, 2 and 4 lanes.");
    }

    private static async Task<bool> IsBalanced(EventCity city)
    {
        using var client = new HttpClient();
        return (bool)JsonNode.Parse(await client.GetStringAsync(city.Ledger))!["balanced"]!;
    }
}
