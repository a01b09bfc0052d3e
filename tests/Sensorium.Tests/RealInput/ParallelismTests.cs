using System.Text;
using System.Text.Json.Nodes;

namespace Sensorium.Tests.RealInput;

/// <summary>
/// The same files at any parallelism: the same rows with the same bits, in tables, late and rejected ones alike, and the same ledger.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ParallelismTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public Task Disordered_and_damaged_messages()
    {
        var random = new Random(20261124);
        var text = new StringBuilder();
        for (var i = 0; i < 40_000; i++)
        {
            var time = DateTimeOffset.UnixEpoch.AddDays(20_000)
                .AddSeconds((i / 4) - (random.Next(20) == 0 ? random.Next(4000) : random.Next(20)));
            text.Append(random.Next(500) switch
            {
                0 => "{\"id\":\"broken",
                1 => $$"""{"id":"d{{random.Next(40)}}","value":"?","time":"{{time:O}}"}""",
                _ =>
                    $$"""{"id":"d{{random.Next(40)}}","value":{{(random.NextDouble() - 0.4) * Math.Pow(10, random.Next(-3, 9)):R}},"time":"{{time:yyyy-MM-ddTHH:mm:ssZ}}"}""",
            }).Append('\n');
        }

        var messages = text.ToString();
        var half = messages.IndexOf('\n', messages.Length / 3) + 1;
        return Compare(
            """
            CREATE STREAM s (id VARCHAR NOT NULL, value DOUBLE, time TIMESTAMP, WATERMARK FOR time AS time - INTERVAL '1' MINUTE) WITH (format = 'json');
            CREATE TABLE minutes AS SELECT window_start, id, count(*) AS n, sum(value) AS total, avg(value) AS mean, min(value) AS low, first(value) AS opened, last(value) AS closed
              FROM TUMBLE(TABLE s, DESCRIPTOR(time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, id;
            CREATE TABLE rolling AS SELECT window_start, sum(value) AS total, count(*) FILTER (WHERE value > 0) AS positive
              FROM HOP(TABLE s, DESCRIPTOR(time), INTERVAL '1' MINUTE, INTERVAL '10' MINUTE) GROUP BY window_start, window_end;
            CREATE TABLE large AS SELECT id, value * 3 AS value, time, _partition, _position FROM s WHERE value > 1000;
            CREATE TABLE thinned AS SELECT id, value, time FROM DEDUP(TABLE s, DESCRIPTOR(id), INTERVAL '2' MINUTE);
            """,
            ["minutes", "minutes__late", "minutes__rejected", "rolling", "large", "large__rejected", "thinned", "thinned__late"],
            "--input", $"s={_bench.Write("a.ndjson", messages[..half])}", "--input", $"s={_bench.Write("b.ndjson", messages[half..])}");
    }

    [Fact]
    public async Task Zeros_of_both_signs_NaN_and_other_odd_numbers()
    {
        string[] odd = ["0", "-0.0", "0.0", "-0", "\"NaN\"", "1e-320", "-4.9e-324", "1.7976931348623157e308", "-1e308", "0.1", "null",
            "1e400", "\"Infinity\""];
        var random = new Random(20261201);
        var text = new StringBuilder();
        for (var i = 0; i < 30_000; i++)
        {
            text.Append(
                $$"""{"id":"d{{random.Next(9)}}","value":{{odd[random.Next(odd.Length)]}},"other":{{odd[random.Next(4)]}},"time":"{{DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(i / 9.0):O}}"}""").Append('\n');
        }

        var messages = text.ToString();
        var half = messages.IndexOf('\n', messages.Length / 3) + 1;
        await Compare(
            """
            CREATE STREAM s (id VARCHAR NOT NULL, value DOUBLE, other DOUBLE, time TIMESTAMP, WATERMARK FOR time AS time - INTERVAL '1' MINUTE) WITH (format = 'json');
            CREATE TABLE plain AS SELECT id, value, other, value * 0 AS product, value - value AS difference, -value AS opposite, time, _partition, _position FROM s;
            CREATE TABLE minutes AS SELECT window_start, id, min(value) AS low, max(value) AS high, first(other) AS opened, last(other) AS closed, sum(other) AS total, avg(value) AS mean
              FROM TUMBLE(TABLE s, DESCRIPTOR(time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, id;
            CREATE TABLE keyed AS SELECT window_start, other, count(*) AS n
              FROM TUMBLE(TABLE s, DESCRIPTOR(time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, other;
            CREATE TABLE thinned AS SELECT other, value, time FROM DEDUP(TABLE s, DESCRIPTOR(other), INTERVAL '10' SECOND);
            """,
            ["plain", "minutes", "keyed", "thinned"],
            "--input", $"s={_bench.Write("a.ndjson", messages[..half])}", "--input", $"s={_bench.Write("b.ndjson", messages[half..])}");
        foreach (var column in new[] { "value", "other", "product", "opposite" })
        {
            // Zeros of both signs are there, and are found.
            var zeros =
                _bench.Rows(
                    $"SELECT count(*) FILTER ({column} = 0), count(*) FILTER (CAST({column} AS VARCHAR) = '0.0'), count(*) FILTER "
                        + $"(CAST({column} AS VARCHAR) = '-0.0') FROM {{plain}}")[0].Select(long.Parse!).ToArray();
            zeros[0].ShouldBe(zeros[1] + zeros[2], column);
            Math.Min(zeros[1], zeros[2]).ShouldBeGreaterThan(0, column);
            _bench.Rows($"SELECT count(*) FROM {{plain}} WHERE {column} = 0")[0][0].ShouldBe($"{zeros[0]}");
        }

        _bench.Rows("SELECT count(*) FROM {plain} WHERE difference = 'NaN'")[0][0].ShouldBe(
            _bench.Rows("SELECT count(*) FILTER (isnan(difference)) FROM {plain}")[0][0]);
    }

    [SharedFact("data/vic_elec.csv.gz")]
    public Task Years_of_electricity() => Compare(
        """
        CREATE STREAM demand (time TIMESTAMP FROM 'time_utc', demand DOUBLE FROM 'demand_mwh', temperature DOUBLE FROM 'temperature_c', holiday BOOLEAN,
          WATERMARK FOR time AS time - INTERVAL '30' MINUTE) WITH (format = 'csv');
        CREATE TABLE days AS SELECT window_start, holiday, sum(demand) AS demand, avg(temperature) AS mean, last(demand) AS closed
          FROM TUMBLE(TABLE demand, DESCRIPTOR(time), INTERVAL '1' DAY TIME ZONE 'Australia/Melbourne') GROUP BY window_start, window_end, holiday;
        """,
        ["days"],
        "--input", $"demand={SharedData.PathOf("data/vic_elec.csv.gz")}");

    [SharedFact("data/nyc_weather_2013.csv")]
    public Task A_year_of_weather_most_of_it_late() => Compare(
        """
        CREATE STREAM weather (origin VARCHAR NOT NULL, temp DOUBLE, wind_speed DOUBLE CHECK (wind_speed < 200), event_time TIMESTAMP FROM 'time_hour',
          WATERMARK FOR event_time AS event_time - INTERVAL '2' DAY) WITH (format = 'csv', nulls = 'NA');
        CREATE TABLE weeks AS SELECT window_start, origin, avg(temp) AS mean, sum(wind_speed) AS wind
          FROM HOP(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY, INTERVAL '7' DAY) GROUP BY window_start, window_end, origin;
        """,
        ["weeks", "weeks__late", "weeks__rejected"],
        "--input", $"weather={SharedData.PathOf("data/nyc_weather_2013.csv")}");

    private async Task Compare(string sql, string[] tables, params string[] inputs)
    {
        var first = default((string Ledger, List<string> Hashes)?);
        foreach (var lanes in new[] { "1", "2", "3" })
        {
            var ledger = await _bench.Run(sql, [.. inputs, "--parallelism", lanes]);
            var hashes = new List<string>();
            foreach (var table in tables)
            {
                var hash = await CommandLine.Run.Of(
                    "query", "SELECT * FROM t", "--hash", "--format", "json", "--table", $"t={Path.Combine(_bench.Output, table)}");
                hash.ExitCode.ShouldBe(0, hash.Error);
                ((long)JsonNode.Parse(hash.Output)!["rows"]!).ShouldBe(_bench.Count(table));
                _bench.Count(table).ShouldBeGreaterThan(0, table);
                hashes.Add($"{table} {hash.Output}");
            }

            first ??= (ledger.ToJsonString(), hashes);
            hashes.ShouldBe(first.Value.Hashes, $"{lanes} lanes");
            ledger.ToJsonString().ShouldBe(first.Value.Ledger, $"{lanes} lanes");
        }
    }
}
