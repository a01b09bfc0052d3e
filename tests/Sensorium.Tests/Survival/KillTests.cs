using System.Globalization;
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
        using var city = new EventCity(hasAll: true);
        var random = new Random(20261124);
        var producers = Enumerable.Range(0, 3).Select(i => new Producer($"p{i}", city.Events, seed: i, isPresent: true)).ToList();
        var metering = new Producer("m", city.Meters, seed: 3, isPresent: true);
        using var end = new CancellationTokenSource();
        var sending = Task.WhenAll(producers.Append(metering).Select(producer => producer.Run(end.Token)));
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
        (await city.Query("SELECT count(*) AS n, count(DISTINCT _value) AS d FROM raw.meters"))
            .ShouldBe($"{metering.Acknowledged},{metering.Acknowledged}");
        await EachAlertWasTold(city);
        var lake = await city.HashesOfLake();
        var copy = city.CopyStreams("copy");
        var killedRuns = 0;
        foreach (var lanes in new[] { "1", "2", "4" })
        {
            for (var kill = 0; kill < 4; kill++)
            {
                var after = TimeSpan.FromMilliseconds(random.Next(300, 1500));
                killedRuns += await city.KillLogRun(
                    copy,
                    $"straight{lanes}",
                    after,
                    "--until-end",
                    "--parallelism",
                    lanes,
                    "--set",
                    "commit.interval=200ms",
                    "--set",
                    "checkpoint.interval=100ms") ? 1 : 0;
            }

            var ran = await city.RunLog(copy, $"straight{lanes}", "--until-end", "--parallelism", lanes);
            ran.ExitCode.ShouldBe(0, ran.Error);
            ((bool)JsonNode.Parse(ran.Output)!["balanced"]!).ShouldBeTrue();
            (await city.HashesOfRun($"straight{lanes}")).ShouldBe(lake);
        }

        string[] made = ["by_second", "together", "thinned", "placed", "alerts", "raw/events", "raw/meters"];
        made.Except(lake.Keys).ShouldBeEmpty();
        foreach (var table in made)
        {
            (await city.Query($"SELECT count(*) > 0 AS some FROM {table.Replace('/', '.')}")).ShouldBe("true", table);
        }

        log.WriteLine($"{Kills} kills, {duringStart} of them while starting; {sent} events acknowledged, "
            + $"{producers.Sum(producer => producer.Repeated)} batches sent again; "
            + $"the ledger balanced at all {polls} looks; {lake.Count} tables equal runs over the log with 1, 2 and 4 lanes, of which "
                + $"{killedRuns} were killed before they came to their end.");
    }

    /// <summary>The log for people has each event of an episode that the table has, and no other.</summary>
    private static async Task EachAlertWasTold(EventCity city)
    {
        var told = (await File.ReadAllLinesAsync(Path.Combine(city.Data, "alerts.log")))
            .Select(line => JsonNode.Parse(line)!).Select(line => $"{line["episode"]},{line["event"]}").Distinct().ToList();
        (await city.Query("SELECT count(*) AS n FROM alerts")).ShouldBe(told.Count.ToString(CultureInfo.InvariantCulture));
        (await city.Query(
            $"SELECT count(*) AS n FROM alerts WHERE episode || ',' || event IN ({string.Join(", ", told.Select(row => $"'{row}'"))})"))
            .ShouldBe(told.Count.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<bool> IsBalanced(EventCity city)
    {
        using var client = new HttpClient();
        return (bool)JsonNode.Parse(await client.GetStringAsync(city.Ledger))!["balanced"]!;
    }
}
