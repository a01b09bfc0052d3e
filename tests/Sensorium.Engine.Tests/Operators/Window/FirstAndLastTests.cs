using Sensorium.Engine.Tests.Execution;

namespace Sensorium.Engine.Tests.Operators.Window;

/// <summary>Which of two rows is first where their time, partition and position are the same.</summary>
public sealed class FirstAndLastTests
{
    private const string Streams = $"""
        CREATE STREAM s ({TimedRecord.Columns}) WITH (stream = 's', format = 'json');
        CREATE STREAM u ({TimedRecord.Columns}) WITH (stream = 'u', format = 'json');

        """;

    private const string Window = """
        CREATE TABLE o AS SELECT window_start, k, first_value(tag) AS first, last_value(tag) AS last
        FROM TUMBLE(TABLE both, DESCRIPTOR(event_time), INTERVAL '10' SECOND) GROUP BY window_start, window_end, k;
        """;

    /// <summary>Two streams with records at the same times and positions.</summary>
    private const string OfTwoStreams =
        Streams + "CREATE VIEW both AS SELECT k, tag, event_time FROM s UNION ALL SELECT k, tag, event_time FROM u;\n" + Window;

    /// <summary>One stream, on the lanes and through the merge stage.</summary>
    private const string OfTwoBranches = Streams + """
        CREATE VIEW both AS SELECT k, concat(tag, ' kept') AS tag, event_time FROM DEDUP(TABLE s, DESCRIPTOR(k), INTERVAL '1' SECOND)
        UNION ALL SELECT k, tag, event_time FROM s;

        """ + Window;

    [Theory]
    [InlineData(OfTwoStreams)]
    [InlineData(OfTwoBranches)]
    public async Task Ties_go_by_stream_and_branch_however_lanes_meet_them(string sql)
    {
        var records = Enumerable.Range(0, 600).Select(i => new TimedRecord($"k{i % 3}", 1, i / 3, $"s{i}")).ToArray();
        var others = records.Select(record => record with { Tag = "u" + record.Tag[1..] }).ToArray();
        var inputs = new Dictionary<string, string[][]> { ["s"] = TimedRecord.Lines([records]), ["u"] = TimedRecord.Lines([others]) };
        var straight = await SqlRun.Run(SqlRun.Compile(sql), inputs);
        straight.Rows.Count.ShouldBe(60);
        foreach (var (lanes, blockBytes, restartEvery) in new[] { (2, 1000, 0), (3, 1700, 0), (3, 900, 1), (1, 1300, 1), (2, 2000, 2) })
        {
            var run = await SqlRun.Run(SqlRun.Compile(sql), inputs, lanes, blockBytes, restartEvery);
            run.Rows.ShouldBe(straight.Rows, $"{lanes} lanes, {blockBytes} bytes");
        }

        // The first of the window is the first way's row, the last the second's.
        straight.Rows[0].ShouldEndWith(sql == OfTwoStreams ? "|k0|s0|u27" : "|k0|s0 kept|s27");
    }
}
