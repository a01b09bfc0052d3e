using System.Text.Json.Nodes;

namespace Sensorium.Tests.Survival;

/// <summary>A city whose disk is full, or may not be written.</summary>
public sealed class DiskTests
{
    [SmallDiskFact]
    [Trait("Category", "Slow")]
    public async Task A_full_disk_refuses_with_507_loses_nothing_and_the_city_goes_on_when_there_is_room()
    {
        using var disk = new SmallDisk(600);
        using var city = new EventCity(Path.Combine(disk.Folder, "data"));
        var producers = Enumerable.Range(0, 2).Select(i => new Producer($"p{i}", city.Events, seed: i)).ToList();
        using var end = new CancellationTokenSource();
        using var up = city.Start();
        await up.UntilUp();
        var sending = Task.WhenAll(producers.Select(producer => producer.Run(end.Token)));
        await Until(() => producers.All(producer => producer.Acknowledged > 200));

        Fill(disk);
        await Until(() => producers.All(producer => producer.Refusals.ContainsKey(507)));
        var unwell = await up.Unready();
        up.HasExited.ShouldBeFalse(up.Said);
        (await IsBalanced(city)).ShouldBeTrue();
        producers[0].Refusals[507].ShouldContain("SN3009");
        unwell.ShouldContain("ake room", customMessage: unwell);

        disk.Empty();
        var before = producers.Select(producer => producer.Acknowledged).ToList();
        await Until(() => producers.Zip(before).All(pair => pair.First.Acknowledged > pair.Second + 200));
        await up.Ready();
        await end.CancelAsync();
        await sending;
        (await IsBalanced(city)).ShouldBeTrue();
        await up.Stop();
        await EqualsStraightRun(city, producers, Path.Combine(city.Data, "lake"));
    }

    [SmallDiskFact]
    [Trait("Category", "Slow")]
    public async Task A_lake_that_may_not_be_written_stops_no_producer_and_is_filled_when_it_may()
    {
        using var disk = new SmallDisk(64);
        using var city = new EventCity();
        var producers = new[] { new Producer("p", city.Events, seed: 1) }.ToList();
        using var end = new CancellationTokenSource();
        using var up = city.Start("--set", $"lake.path={disk.Folder}");
        await up.UntilUp();
        var sending = producers[0].Run(end.Token);
        await Until(() => producers[0].Acknowledged > 200);

        disk.MakeReadOnly();
        var unwell = await up.Unready();
        unwell.ShouldContain("SN5018");
        var before = producers[0].Acknowledged;
        await Until(() => producers[0].Acknowledged > before + 200);
        producers[0].Refusals.ShouldBeEmpty();
        (await IsBalanced(city)).ShouldBeTrue();

        disk.MakeWritable();
        await up.Ready();
        await end.CancelAsync();
        await sending;
        await up.Stop();
        await EqualsStraightRun(city, producers, disk.Folder);
    }

    [SmallDiskFact]
    public async Task A_data_folder_that_may_not_be_written_is_refused_with_the_fix()
    {
        using var disk = new SmallDisk(1);
        disk.MakeReadOnly();
        using var city = new EventCity(Path.Combine(disk.Folder, "data"));
        using var up = city.Start();
        (await up.UntilExit()).ShouldBe(1);
        up.Said.ShouldContain("error SN");
        up.Said.ShouldContain("fix:");
        up.Said.ShouldContain(disk.Folder);
        up.Said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_second_owner_is_refused_by_name_and_the_first_goes_on()
    {
        using var city = new EventCity();
        using var first = city.Start();
        await first.UntilUp();
        using (var second = UpProcess.Start(city.Folder, city.Data, UpProcess.FreePort()))
        {
            (await second.UntilExit()).ShouldBe(1);
            second.Said.ShouldContain("error SN1009");
            second.Said.ShouldContain($"process {first.Id}");
        }

        var producer = new Producer("p", city.Events, seed: 1);
        await producer.Send(10);
        producer.Refusals.ShouldBeEmpty();
        await first.Stop();
        (await city.Query("SELECT count(*) AS n FROM raw.events")).ShouldBe("10");
    }

    [Fact]
    public async Task A_pipeline_whose_table_never_opened_holds_its_records_back()
    {
        using var city = new EventCity();
        var log = Directory.CreateDirectory(Path.Combine(city.Data, "lake", "processed", "by_second", "_delta_log")).FullName;
        await File.WriteAllTextAsync(Path.Combine(log, "00000000000000000000.json"), "no commit");
        using var up = city.Start();
        await up.UntilUp();
        (await up.Unready()).ShouldContain("SN5001");
        var consumers = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(city.Data, "streams", "events", "consumers.json")))!;
        consumers["pipelines"]!.AsObject().ShouldContain(pipeline => pipeline.Key == "processed.by_second");
        await up.Stop();
    }

    private static async Task EqualsStraightRun(EventCity city, List<Producer> producers, string lake)
    {
        var ran = await city.RunLog(city.CopyStreams("copy"), "straight", "--until-end");
        ran.ExitCode.ShouldBe(0, ran.Error);
        (await city.HashesOfRun("straight")).ShouldBe(await city.HashesOfLake(lake));
        var raw = await CommandLine.Run.Of(
            "query",
            "SELECT count(*) AS n, count(DISTINCT _value) AS d FROM t",
            "--format",
            "csv",
            "--table",
            $"t={Path.Combine(lake, "raw", "events")}");
        var sent = producers.Sum(producer => producer.Acknowledged);
        raw.Output.Split('\n')[1].ShouldBe($"{sent},{sent}");
    }

    private static async Task<bool> IsBalanced(EventCity city)
    {
        using var client = new HttpClient();
        return (bool)JsonNode.Parse(await client.GetStringAsync(city.Ledger))!["balanced"]!;
    }

    private static void Fill(SmallDisk disk)
    {
        try
        {
            disk.FillBut(0);
        }
        catch (IOException)
        {
            // The city has taken the last of it meanwhile.
        }
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var looks = 0; !holds(); looks++)
        {
            looks.ShouldBeLessThan(1200, "waited for a minute");
            await Task.Delay(50);
        }
    }
}
