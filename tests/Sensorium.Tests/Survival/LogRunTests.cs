using System.Text.Json.Nodes;

namespace Sensorium.Tests.Survival;

[Trait("Category", "Slow")]
public sealed class LogRunTests : IDisposable
{
    private readonly EventCity _city = new();

    [Fact]
    public async Task A_run_goes_on_with_a_longer_copy_and_ends_for_good_with_its_last_windows()
    {
        var producer = new Producer("p", _city.Events, seed: 7);
        await Feed(producer, 500);
        var early = _city.CopyStreams("early");
        await Feed(producer, 500);
        var late = _city.CopyStreams("late");

        var first = await _city.RunLog(early, "out");
        first.ExitCode.ShouldBe(0, first.Error);
        Count(first.Output, "by_second", "read").ShouldBe(500);
        Count(first.Output, "by_second", "inFlight").ShouldBeGreaterThan(0);
        var second = await _city.RunLog(late, "out", "--parallelism", "2");
        second.ExitCode.ShouldBe(0, second.Error);
        Count(second.Output, "by_second", "read").ShouldBe(1000);
        (await _city.HashesOfRun("out")).ShouldBe(await _city.HashesOfLake());

        var final = await _city.RunLog(late, "out", "--final");
        final.ExitCode.ShouldBe(0, final.Error);
        Count(final.Output, "by_second", "inFlight").ShouldBe(0);
        var after = await _city.RunLog(late, "out");
        after.ExitCode.ShouldBe(1);
        after.Error.ShouldContain("SN1027");

        var anew = await _city.RunLog(late, "out", "--overwrite");
        anew.ExitCode.ShouldBe(0, anew.Error);
        (await _city.HashesOfRun("out")).ShouldBe(await _city.HashesOfLake());
    }

    [Fact]
    public async Task A_rebuilt_table_equals_the_one_that_was_dropped()
    {
        await Feed(new Producer("p", _city.Events, seed: 8), 800);
        var before = await _city.HashesOfLake();
        using (var up = _city.Start("--rebuild", "by_second", "--rebuild", "raw.events"))
        {
            await up.UntilUp();
            await up.Stop();
        }

        (await _city.HashesOfLake()).ShouldBe(before);
    }

    [Fact]
    public async Task A_changed_plan_is_refused_until_its_table_is_rebuilt()
    {
        await Feed(new Producer("p", _city.Events, seed: 9), 300);
        var sql = Path.Combine(_city.Folder, "pipelines", "events.sql");
        await File.WriteAllTextAsync(sql, (await File.ReadAllTextAsync(sql)).Replace("value > 90", "value > 50", StringComparison.Ordinal));
        var copy = _city.CopyStreams("copy");
        using (var up = _city.Start())
        {
            await up.UntilUp();
            (await up.Unready()).ShouldContain("--rebuild");
            await up.Stop();
        }

        using (var up = _city.Start("--rebuild", "high"))
        {
            await up.UntilUp();
            await up.Stop();
        }

        (await _city.RunLog(copy, "out")).ExitCode.ShouldBe(0);
        (await _city.HashesOfLake())["high"].ShouldBe((await _city.HashesOfRun("out"))["high"]);
    }

    [Fact]
    public async Task A_table_that_no_pipeline_makes_cannot_be_rebuilt()
    {
        using var up = _city.Start("--rebuild", "lost");
        (await up.UntilExit()).ShouldBe(1);
        up.Said.ShouldContain("SN1026");
    }

    public void Dispose() => _city.Dispose();

    private async Task Feed(Producer producer, int events)
    {
        using var up = _city.Start();
        await up.UntilUp();
        for (var sent = 0; sent < events; sent += 50)
        {
            await producer.Send(50);
        }

        await up.Stop();
    }

    private static long Count(string json, string pipeline, string fate) =>
        (long)JsonNode.Parse(json)!["pipelines"]!.AsArray()
            .First(entry => ((string)entry!["name"]!).EndsWith(pipeline, StringComparison.Ordinal))![fate]!;
}
