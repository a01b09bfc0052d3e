using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.Tests.RealInput;

/// <summary>Records whose values make partitions nobody thought of: in the table as they came, or rejected and counted.</summary>
public sealed class OddPartitionTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Any_text_is_a_partition_and_the_empty_one_is_rejected_and_counted()
    {
        string[] texts = ["a", "\0", "a\0b", "", "'", "%2F", "../x", "\r\n", "A", "ä", new string('y', 400)];
        var records = Enumerable.Range(0, 220)
            .Select(i => JsonSerializer.Serialize(new { k = texts[i % texts.Length], n = i, t = $"2026-05-04T00:{i % 60:00}:00Z" }));
        var ledger = await _bench.Run(
            """
            CREATE STREAM s (k VARCHAR NOT NULL, n BIGINT, t TIMESTAMP, WATERMARK FOR t AS t - INTERVAL '1' HOUR) WITH (format = 'json');
            CREATE TABLE plain PARTITIONED BY (k) AS SELECT k, n FROM s;
            CREATE TABLE windowed PARTITIONED BY (name) AS SELECT k AS name, count(*) AS n
              FROM TUMBLE(TABLE s, DESCRIPTOR(t), INTERVAL '1' HOUR) GROUP BY window_start, window_end, k;
            """,
            "--input", $"s={_bench.Write("s.ndjson", string.Join('\n', records))}", "--parallelism", "2");
        foreach (var (table, column) in new[] { ("plain", "k"), ("windowed", "name") })
        {
            var pipeline = ledger["pipelines"]!.AsArray().Single(each => (string)each!["name"]! == $"processed.{table}")!;
            pipeline.ToJsonString().ShouldContain("an empty text is no partition of a table, where it would be NULL");
            _bench.Count($"{table}__rejected").ShouldBe(table == "plain" ? 20 : 1);
            ((long)pipeline["rejected"]!).ShouldBe(20);
            var answer = await CommandLine.Run.Of(
                "query",
                $"SELECT {column}, {(table == "plain" ? "count(*)" : "sum(n)")} AS n FROM t GROUP BY ALL",
                "--format",
                "json",
                "--table",
                $"t={Path.Combine(_bench.Output, table)}");
            answer.ExitCode.ShouldBe(0, answer.Error);
            JsonNode.Parse(answer.Output)!.AsArray().Select(row => (string)row![column]!)
                .ShouldBe(texts.Where(text => text.Length > 0), ignoreOrder: true);
        }
    }
}
