using System.Diagnostics;

namespace Sensorium.Web.Tests.Console;

/// <summary>Queries that would take the machine, beside no other test: the memory of the whole process is measured.</summary>
[Collection(AloneCollection.Name)]
[Trait("Category", "Slow")]
public sealed class QueryLimitTests
{
    [Theory]
    [InlineData("SELECT range FROM range(13000000000) ORDER BY random()")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r")]
    [InlineData("WITH RECURSIVE r AS (SELECT repeat('x', 1000) AS n UNION ALL SELECT n FROM r) SELECT max(n) FROM r")]
    [InlineData("SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE sin(a.range * b.range) > 2")]
    [InlineData("SELECT list(range) FROM range(10000000000)")]
    [InlineData("SELECT length(repeat('x', 2000000000)) + length(repeat('y', 2000000000))")]
    public async Task What_would_take_all_ends_within_its_limits(string sql)
    {
        await using var doors = await QueryEndpoints.Open(seconds: 3);
        await doors.Get("/health/live");
        var before = Environment.WorkingSet;
        var clock = Stopwatch.GetTimestamp();
        var asked = doors.Error(sql);
        await doors.Get("/health/live");
        var error = await asked;
        $"{error["code"]} {error["message"]}".ShouldMatch(
            "SN5011 .*took longer than 3 s|SN5010 .*needed more than query.memory|SN5011 .*ended");
        Stopwatch.GetElapsedTime(clock).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        (Environment.WorkingSet - before).ShouldBeLessThan(100 << 20);
        Directory.GetFileSystemEntries(doors.Scratch).ShouldBeEmpty();
        (await doors.Get("/health/live")).ShouldBe("""{"live":true}""");
    }
}
