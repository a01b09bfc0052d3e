using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Sensorium.Tests.RealInput;

/// <summary>Real files through <c>replay</c>, beside another reading of them.</summary>
public sealed class ReplayedFilesTests : IDisposable
{
    private readonly Bench _bench = new();

    public ReplayedFilesTests() => _bench.Write("city.json", """{ "format": 1 }""");

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("seattle-weather.csv")]
    [InlineData("seattle-weather-hourly-normals.csv")]
    [InlineData("weather.csv")]
    [InlineData("airports.csv")]
    [InlineData("gapminder-health-income.csv")]
    [InlineData("stocks.csv")]
    public Task Each_row_of_a_real_CSV_becomes_an_object_of_its_fields(string file) => Compare(NpmData.PathOf(file));

    [SharedFact("data/nyc_weather_2013.csv")]
    public Task Each_hour_of_weather_becomes_an_object_of_its_fields() => Compare(SharedData.PathOf("data/nyc_weather_2013.csv"));

    [Fact]
    public async Task A_table_is_the_same_from_a_CSV_and_from_its_replay()
    {
        const string sql = """
            CREATE STREAM hourly (time TIMESTAMP FROM 'date', pressure DOUBLE, temperature DOUBLE, wind DOUBLE,
              WATERMARK FOR time AS time - INTERVAL '1' HOUR) WITH (format = 'csv', zone = 'America/Los_Angeles');
            CREATE TABLE days AS SELECT window_start, count(*) AS hours, avg(temperature) AS mean, sum(pressure) AS pressure, max(wind) AS wind
              FROM TUMBLE(TABLE hourly, DESCRIPTOR(time), INTERVAL '1' DAY) GROUP BY window_start, window_end;
            """;
        var csv = NpmData.PathOf("seattle-weather-hourly-normals.csv");
        await _bench.Run(sql, "--input", $"hourly={csv}");
        var direct = await Hash("days");
        var replayed = _bench.Write("hourly.ndjson", (await Replay(csv)).Output);
        var ledger = await _bench.Run(sql.Replace("'csv'", "'json'", StringComparison.Ordinal), "--input", $"hourly={replayed}");

        (await Hash("days")).ShouldBe(direct);
        ledger.Of("days").Fates().ShouldBe([8_759, 8_758, 0, 1, 0]);
    }

    /// <summary>
    /// Quotes that are doubled, open, or in the middle of a field; line breaks of all kinds; rows that are short or long.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_a_CSV_holds_run_and_replay_cut_it_into_the_same_rows(int seed)
    {
        const string sql = """
            CREATE STREAM cells (a VARCHAR, b VARCHAR, c VARCHAR) WITH (format = 'csv');
            CREATE TABLE rows AS SELECT a, b, c FROM cells;
            """;
        string[] pieces = ["a", "ä", " ", "\"", "\"\"", "\"x\"", ",", ",", "\n", "\n", "\r\n", "\r", "\"y\ny\"", ",\"z,", "\"\r\n"];
        var random = new Random(seed);
        var text = new StringBuilder("a,b,c\n");
        for (var row = 0; row < 2_000; row++)
        {
            text.AppendJoin("", random.GetItems(pieces, random.Next(1, 9))).Append(random.Next(3) == 0 ? "\n" : "");
            text.Append(random.Next(2) == 0 ? "k,\"l \"\"m\"\"\",n\n" : "");
        }

        var csv = _bench.Write("cells.csv", text.ToString());
        var direct = (await _bench.Run(sql, "--input", $"cells={csv}")).Of("rows").Fates();
        var hash = await Hash("rows");
        var replayed = _bench.Write("cells.ndjson", (await Replay(csv)).Output);
        var again = await _bench.Run(sql.Replace("'csv'", "'json'", StringComparison.Ordinal), "--input", $"cells={replayed}");

        // What replay passes on as it is may have several lines.
        again.Of("rows").Fates()[1].ShouldBe(direct[1]);
        (await Hash("rows")).ShouldBe(hash);
        direct[1].ShouldBeGreaterThan(700);
        direct[3].ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task A_ride_goes_from_GPX_through_the_log_format_into_a_table_as_another_reading_has_it()
    {
        var gpx = Repository.Path("examples", "ride", "ride.gpx");
        var replayed = await Replay(gpx);
        replayed.ExitCode.ShouldBe(0, replayed.Error);
        var points = XDocument.Load(gpx).Descendants().Where(element => element.Name.LocalName == "trkpt").ToList();
        points.Select(point => point.Parent).Distinct().Count().ShouldBe(2, "segments");
        points.Count(point => Child(point, "time") is null).ShouldBe(1, "points without time");
        var messages = replayed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        messages.Count.ShouldBe(points.Count);
        foreach (var (point, message) in points.Zip(messages))
        {
            var location = message.GetProperty("location");
            location.GetProperty("latitude").GetDouble()
                .ShouldBe(double.Parse(point.Attribute("lat")!.Value, CultureInfo.InvariantCulture));
            location.GetProperty("longitude").GetDouble()
                .ShouldBe(double.Parse(point.Attribute("lon")!.Value, CultureInfo.InvariantCulture));
            Text(message, "timestamp").ShouldBe(Child(point, "time"));
            Number(message, "elevation").ShouldBe(Parsed(Child(point, "ele")));
            Number(message, "hr").ShouldBe(Parsed(Leaf(point, "hr")));
            Number(message, "cad").ShouldBe(Parsed(Leaf(point, "cad")));
            message.GetProperty("segment").GetInt32()
                .ShouldBe(point.Parent!.ElementsBeforeSelf().Count(element => element.Name.LocalName == "trkseg"));
            if (Leaf(point, "speed") is { } speed)
            {
                message.GetProperty("speed").GetDouble().ShouldBe(Math.Round(Parsed(speed)!.Value * 3.6, 2));
            }
        }

        var ndjson = _bench.Write("ride.ndjson", replayed.Output);
        var ledger = await _bench.Run(
            """
            CREATE STREAM ride (device VARCHAR NOT NULL FROM 'deviceId', place POINT FROM 'location', speed DOUBLE, elevation DOUBLE, heart_rate INT FROM 'hr', segment INT, time TIMESTAMP FROM 'timestamp',
              WATERMARK FOR time AS time - INTERVAL '5' SECOND) WITH (format = 'json');
            CREATE TABLE points AS SELECT time, latitude(place) AS latitude, longitude(place) AS longitude, elevation, heart_rate, segment FROM ride;
            CREATE TABLE minutes AS SELECT window_start, segment, count(*) AS points, avg(heart_rate) AS heart_rate, max(elevation) AS highest
              FROM TUMBLE(TABLE ride, DESCRIPTOR(time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, segment;
            """, "--input", $"ride={ndjson}");

        ledger.Of("points").Fates().ShouldBe([points.Count, points.Count - 1, 0, 1, 0]);
        ledger.Of("points").Causes().Keys.ShouldBe(["time is missing or null"]);
        var timed = points.Where(point => Child(point, "time") is not null).ToList();
        _bench.Rows("SELECT epoch(time)::DOUBLE, latitude, longitude, elevation, heart_rate, segment FROM {points} ORDER BY time")
            .Select(row => row.Select(Parsed).ToArray())
            .ShouldBe(timed.Select(point => new[]
            {
                DateTimeOffset.Parse(Child(point, "time")!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() / 1000d,
                Parsed(point.Attribute("lat")!.Value),
                Parsed(point.Attribute("lon")!.Value),
                Parsed(Child(point, "ele")),
                Parsed(Leaf(point, "hr")),
                point.Parent!.ElementsBeforeSelf().Count(element => element.Name.LocalName == "trkseg"),
            }));
        var minutes = timed
            .GroupBy(
                point => (Child(point, "time")![..16],
                    Segment: point.Parent!.ElementsBeforeSelf().Count(element => element.Name.LocalName == "trkseg")))
            .OrderBy(minute => minute.Key.Item1)
            .Select(
                minute => new[]
                {
                    minute.Key.Segment,
                    minute.Count(),
                    minute.Average(point => Parsed(Leaf(point, "hr"))),
                    minute.Max(point => Parsed(Child(point, "ele"))),
                })
            .ToList();
        var ours = _bench.Rows("SELECT segment, points, heart_rate, highest FROM {minutes} ORDER BY window_start")
            .Select(row => row.Select(Parsed).ToArray()).ToList();
        ours.Count.ShouldBe(minutes.Count);
        foreach (var (mine, other) in ours.Zip(minutes))
        {
            mine[0].ShouldBe(other[0]);
            mine[1].ShouldBe(other[1]);
            mine[2]!.Value.ShouldBe(other[2]!.Value, 1e-9);
            mine[3].ShouldBe(other[3]);
        }
    }

    [Fact]
    public async Task What_stands_before_the_damage_of_a_file_is_sent()
    {
        const string line = """{"id":"a","value":1.5}""";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line + "\n", 10_000))));
        }

        var cut = _bench.Write("cut.ndjson.gz", packed.ToArray().AsSpan(0, (int)packed.Length / 2));
        var ran = await Replay(cut);
        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain("error SN4103: ");
        ran.Error.ShouldContain("\n  fix: ");
        var sent = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        sent.Length.ShouldBeGreaterThan(3_000);
        sent.ShouldAllBe(record => record == line);
        ran.Error.ShouldContain($"{sent.Length:N0} records of ");

        var gpx = await Replay(
            _bench.Write(
                "cut.gpx",
                """<gpx><trk><trkseg><trkpt lat="57.7" lon="11.9"><time>2026-05-04T12:00:00Z</time></trkpt><trkpt lat="1" lon="2">"""));
        gpx.ExitCode.ShouldBe(1);
        gpx.Error.ShouldContain("error SN7012: ");
        gpx.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_row_that_is_no_CSV_goes_on_as_it_is_and_is_rejected_by_the_stream()
    {
        byte[] csv = [.. "id,value\na,1\n\"b,2\nc"u8, 0xFF, .. ",3\n\"d\"e,4\n\"f\ng\",5\nh,6\n"u8];
        using var bytes = new MemoryStream();
        var ran = await Replay(_bench.Write("in.csv", csv), bytes);
        ran.ExitCode.ShouldBe(0, ran.Error);
        var ledger = await _bench.Run(
            """
            CREATE STREAM s (id VARCHAR NOT NULL, value INT) WITH (format = 'json');
            CREATE TABLE ids AS SELECT id, value FROM s;
            """, "--input", $"s={_bench.Write("in.ndjson", bytes.ToArray())}");

        ledger.Of("ids").Fates().ShouldBe([6, 3, 0, 3, 0]);
        _bench.Rows("SELECT id, value FROM {ids} ORDER BY value").ShouldBe([["a", "1"], ["f\ng", "5"], ["h", "6"]]);
        _bench.Rows("SELECT hex(_value) FROM {ids__rejected} ORDER BY _position").ShouldBe(
            [[Convert.ToHexString("\"b,2"u8)], [Convert.ToHexString([.. "c"u8, 0xFF, .. ",3"u8])], [Convert.ToHexString("\"d\"e,4"u8)]]);
    }

    [Theory]
    [InlineData("binary.csv", 0, null)]
    [InlineData("binary.ndjson", 0, null)]
    [InlineData("binary.gpx", 1, "SN7012")]
    [InlineData("binary.csv.gz", 1, "SN4103")]
    public async Task A_binary_file_is_rejected_records_or_refused_by_name(string name, int exit, string? code)
    {
        var ran = await Replay(_bench.Write(name, [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * 7 % 256))]));

        ran.ExitCode.ShouldBe(exit, ran.Error);
        ran.Error.ShouldNotContain("   at ");
        ran.Error.ShouldNotContain("SN9999");
        if (code is not null)
        {
            ran.Error.ShouldContain($"error {code}: ");
        }
    }

    [Theory]
    [InlineData("empty.csv", 1)]
    [InlineData("empty.ndjson", 0)]
    [InlineData("empty.gpx", 1)]
    public async Task An_empty_file_has_no_records(string name, int exit)
    {
        var ran = await Replay(_bench.Write(name, ""));

        ran.ExitCode.ShouldBe(exit);
        ran.Output.ShouldBeEmpty();
        ran.Error.ShouldNotContain("SN9999");
    }

    private Task<CommandLine.Run> Replay(string file) =>
        CommandLine.Run.Of("replay", file, "--stream", "s", "--to", "-", "--city", _bench.Folder);

    private async Task<CommandLine.Run> Replay(string file, MemoryStream bytes)
    {
        await using var output = new StreamWriter(bytes, leaveOpen: true);
        await using var error = new StringWriter();
        var code = await Sensorium.Invocation.Run(
            ["replay", file, "--stream", "s", "--to", "-", "--city", _bench.Folder],
            new(new(bytes, output, error, colour: false), new System.Collections.Hashtable()));
        return new(code, "", error.ToString());
    }

    private async Task<string> Hash(string table) =>
        (await CommandLine.Run.Of("query", "SELECT * FROM t", "--hash", "--table", $"t={Path.Combine(_bench.Output, table)}")).Output;

    private async Task Compare(string file)
    {
        var ran = await Replay(file);
        ran.ExitCode.ShouldBe(0, ran.Error);
        var rows = PlainCsv.Read(await File.ReadAllTextAsync(file));
        var lines = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(rows.Count - 1);
        for (var i = 0; i < lines.Length; i++)
        {
            using var json = JsonDocument.Parse(lines[i]);
            var members = json.RootElement.EnumerateObject().ToList();
            members.Select(member => member.Name).ShouldBe(rows[0].Select(name => name.Text));
            foreach (var (member, (text, isQuoted)) in members.Zip(rows[i + 1]))
            {
                switch (member.Value.ValueKind)
                {
                    case JsonValueKind.Null:
                        (text is "" or "NA" && !isQuoted).ShouldBeTrue($"{file}, row {i + 1}: '{text}'");
                        break;
                    case JsonValueKind.Number:
                        member.Value.GetRawText().ShouldBe(text);
                        isQuoted.ShouldBeFalse();
                        break;
                    default:
                        member.Value.GetString().ShouldBe(text);
                        (isQuoted
                            || !decimal.TryParse(
                                text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
                                    || text[0] is '0' or '.')
                            .ShouldBeTrue($"{file}, row {i + 1}: '{text}' is a number");
                        break;
                }
            }
        }
    }

    private static string? Child(XElement point, string name) =>
        point.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value;

    private static string? Leaf(XElement point, string name) =>
        point.Elements().Where(child => child.Name.LocalName == "extensions").Descendants()
            .FirstOrDefault(child => child.Name.LocalName == name)?.Value;

    private static double? Parsed(string? text) => text is null ? null : double.Parse(text, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement message, string name) => message.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static double? Number(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) ? value.GetDouble() : null;
}
