namespace Sensorium.Engine.Tests.Execution;

/// <summary>Windows that live through stops and kills, with other lanes and other keys each time.</summary>
public sealed class PipelineRestartTests
{
    private const string Tens = """
        CREATE TABLE tens AS SELECT window_start, device, count(*) AS readings, sum(value) AS total, min(device) AS low, last_value(value) AS newest
        FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND, INTERVAL '30' SECOND) GROUP BY window_start, window_end, device;
        """;

    [Fact]
    public void Keys_that_fall_out_of_use_leave_nothing_behind_in_the_checkpoint()
    {
        const string sql = """
            CREATE TABLE twenties AS SELECT window_start, device, count(*) AS readings
            FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '20' SECOND) GROUP BY window_start, window_end, device;
            """;
        using var city = new PipelineCity();
        city.Start(sql);
        city.Advance(60);
        city.Log.Append(0, [.. Enumerable.Range(0, 1_500).Select(i => PipelineCity.Event($"a{i}", 1, 19))]);
        city.Advance(2);
        city.Log.Append(0, [.. Enumerable.Range(0, 2_500).Select(i => PipelineCity.Event($"b{i}", 1, 20))]);
        city.Advance(2);

        // The first window fires, its keys go, and those of the second get their numbers.
        city.Log.Append(0, [.. Enumerable.Range(2_400, 300).Select(i => PipelineCity.Event($"b{i}", 1, 23))]);
        city.Advance(2);
        city.Abort();
        city.Start(sql);
        city.Log.Append(0, PipelineCity.Event("c", 1, 43));
        city.Advance(31);
        var rows = city.Tables.Rows("processed.twenties");
        rows.Count.ShouldBe(1_500 + 2_700);
        rows.Count(row => row.EndsWith("|1", StringComparison.Ordinal)).ShouldBe(1_500 + 2_600);
        rows.Count(row => row.EndsWith("|2", StringComparison.Ordinal)).ShouldBe(100);
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(40, true)]
    [InlineData(600, false)]
    [InlineData(600, true)]
    public void Lanes_stops_and_kills_change_no_row(int devices, bool isKilled)
    {
        using var straight = new PipelineCity(partitions: 3);
        using var city = new PipelineCity(partitions: 3);
        straight.Start(Tens);
        var random = new Random(devices);
        var lanes = 0;
        Restart();
        for (var second = 0; second < 80; second++)
        {
            // Devices come and go, so that keys fall out of use while some windows still have them.
            var first = second / 15 * devices;
            for (var partition = 0; partition < 3; partition++)
            {
                string[] events =
                [
                    .. Enumerable.Range(0, devices / 10).Select(_ =>
                        PipelineCity.Event(
                            $"d{first + random.Next(devices)}",
                            random.Next(90),
                            Math.Max(0, second - (random.Next(20) == 0 ? 40 : random.NextDouble())))),
                    PipelineCity.Event("constant", 1, second),
                ];
                straight.Log.Append(partition, events);
                city.Log.Append(partition, events);
            }

            straight.Advance(1);
            city.Advance(1);
            if (second % 13 == 12)
            {
                Restart();
            }
        }

        straight.Stop();
        city.Stop();
        city.Tables.Rows("processed.tens").Count.ShouldBeGreaterThan(devices);
        city.Tables.Rows("processed.tens").ShouldBe(straight.Tables.Rows("processed.tens"));
        city.Tables.Rows("processed.tens__late").ShouldBe(straight.Tables.Rows("processed.tens__late"));

        void Restart()
        {
            if (isKilled)
            {
                city.Abort();
            }
            else
            {
                city.Stop();
            }

            city.Options = city.Options with { Lanes = 1 + (lanes++ % 3), CheckpointInterval = TimeSpan.FromSeconds(3) };
            city.Start(Tens);
        }
    }
}
