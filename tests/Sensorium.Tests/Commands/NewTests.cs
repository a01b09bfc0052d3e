using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Tests.CommandLine;
using Sensorium.Tests.RealInput;

namespace Sensorium.Tests.Commands;

public sealed partial class NewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string City => Path.Combine(_folder.Path, "city");

    public void Dispose() => _folder.Dispose();

    [SharedFact("data/nyc_weather_2013.csv")]
    public async Task The_weather_of_three_airports_becomes_a_city_that_runs_at_once()
    {
        var sql = await Make(SharedData.PathOf("data/nyc_weather_2013.csv"), "weather");

        sql.ShouldContain("event_time TIMESTAMP FROM 'time_hour'");
        sql.ShouldContain("nulls = 'NA'");
        sql.ShouldContain("temp       DOUBLE");
        sql.ShouldContain("363 d loses none");
        sql.ShouldContain("ordered by origin and not by time");
        Setting("weather").ShouldBe("origin");
        var ledger = await RunOver("weather", SharedData.PathOf("data/nyc_weather_2013.csv"));
        ledger.Of("weather_by_day").Fates().ShouldBe([26_115, 26_115, 0, 0, 0]);
        ledger.Of("weather_rows").Fates().ShouldBe([26_115, 26_115, 0, 0, 0]);
    }

    [SharedFact("data/vic_elec.csv.gz")]
    public async Task The_electricity_of_a_state_becomes_a_city_that_runs_at_once()
    {
        var sql = await Make(SharedData.PathOf("data/vic_elec.csv.gz"), "demand", "--zone", "Australia/Melbourne");

        sql.ShouldContain("demand_mwh    DOUBLE    UNIT 'MWh'");
        sql.ShouldContain("temperature_c DOUBLE    UNIT 'Celsius'");
        sql.ShouldContain("0 s to 10 s lose none");
        File.ReadAllText(Path.Combine(City, "pipelines", "demand_by_day.sql")).ShouldContain("TIME ZONE 'Australia/Melbourne'");
        (await RunOver("demand", SharedData.PathOf("data/vic_elec.csv.gz"))).Of("demand_by_day").Fates()
            .ShouldBe([52_608, 52_608, 0, 0, 0]);
    }

    [SharedFact("data/aarhus/AarhusTrafficData158324.stream.gz")]
    public async Task A_road_becomes_a_city_whose_watermark_loses_what_it_says()
    {
        var road = SharedData.PathOf("data/aarhus/AarhusTrafficData158324.stream.gz");
        var sql = await Make(road, "road", "--zone", "Europe/Copenhagen");

        sql.ShouldContain("zone = 'Europe/Copenhagen'");
        sql.ShouldContain("0 s to 1 d lose 2 (0.01 %)");
        sql.ShouldContain("7 d loses none");
        (await RunOver("road", road)).Of("road_by_hour").Fates().ShouldBe([16_939, 16_937, 0, 0, 2]);
    }

    [Fact]
    public async Task Each_delay_costs_what_the_pipelines_then_count_as_late()
    {
        var random = new Random(7);
        var began = new DateTime(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);
        var records = Enumerable.Range(0, 4_000).Select(i =>
        {
            var late = random.NextDouble() < 0.02 ? random.Next(30, 4_000) : random.Next(0, 3);
            return FormattableString.Invariant($"s{i % 5},{began.AddSeconds(i - late):yyyy-MM-ddTHH:mm:ssZ},{random.NextDouble():0.000}");
        });
        var file = _folder.Write("readings.csv", "sensor_id,time,value\n" + string.Join('\n', records) + "\n");
        var sql = await Make(file, "readings");

        var prices = Price().Matches(sql)
            .Select(
                price =>
                    (Delay: price.Groups[1].Value, Late: price.Groups[2].Success
                        ? long.Parse(price.Groups[2].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
                        : 0)).ToList();
        prices.Count.ShouldBeGreaterThan(3);
        prices.Select(price => price.Late).Distinct().Count().ShouldBeGreaterThan(3);
        foreach (var (delay, late) in prices)
        {
            var interval = delay == "0 s"
                ? "INTERVAL '0' SECOND"
                : $"INTERVAL '{delay.Split(' ')[0]}' "
                    + $"{delay.Split(' ')[1] switch { "s" => "SECOND", "min" => "MINUTE", "h" => "HOUR", _ => "DAY" }}";
            File.WriteAllText(Path.Combine(City, "pipelines", "streams.sql"), Watermark().Replace(sql, $"event_time - {interval}"));
            (await RunOver("readings", file)).Of("readings_by_minute").Fates()[4].ShouldBe(late, delay);
        }
    }

    [Fact]
    public async Task Two_spellings_in_different_records_are_one_column()
    {
        var sql = await Make(_folder.Write("in.ndjson", """
            {"deviceId": "a", "timestamp": 1777896000000, "value": 20.5, "unit": "Celsius", "place": {"latitude": 57.7, "longitude": 11.97}, "motion": {"speed": 3}, "code": "007"}
            {"device_id": "a", "timestamp": 1777896001000, "value": 21, "unit": "Celsius", "place": [57.7, 11.97], "motion": {"speed": 4}, "code": "010"}
            {"deviceID": "b", "timestamp": 1777896002000, "value": 22, "unit": "Celsius", "place": "(57.7, 11.97)", "code": "100"}
            {"deviceID": "b", "timestamp": 1777896003000, "value": 22, "unit": "Celsius"}

            """), "readings");

        sql.ShouldMatch(@"device_id +VARCHAR +FROM \('deviceID', 'deviceId', 'device_id'\) NOT NULL");
        sql.ShouldMatch(@"event_time +TIMESTAMP FROM 'timestamp' EPOCH 'milliseconds'");
        sql.ShouldMatch(@"value +DOUBLE +UNIT 'Celsius'");
        sql.ShouldMatch(@"place +POINT");
        sql.ShouldMatch(@"motion_speed +INT +FROM 'motion\.speed'");
        sql.ShouldMatch(@"code +VARCHAR");
        sql.ShouldContain("never stand in one record");
        (await RunOver("readings", Path.Combine(_folder.Path, "in.ndjson"))).Of("readings_by_minute").Fates().ShouldBe([4, 4, 0, 0, 0]);
    }

    [Fact]
    public async Task Semicolons_no_header_and_a_word_for_null_are_found()
    {
        var rows = Enumerable.Range(0, 60).Select(
            i => $"s{i % 2};2026-05-04 12:{i:00}:00;{(i % 10 == 3 ? "missing" : i.ToString(CultureInfo.InvariantCulture))};0{i % 7}");
        var file = _folder.Write("plain.csv", string.Join('\n', rows) + "\n");
        var sql = await Make(file, "plain");

        sql.ShouldContain("delimiter = ';'");
        sql.ShouldContain("header = 'false'");
        sql.ShouldContain("nulls = 'missing'");
        sql.ShouldContain("zone = 'UTC'");
        sql.ShouldContain("UTC is a GUESS");
        sql.ShouldMatch("column_4 +VARCHAR");
        (await RunOver("plain", file))["pipelines"]!.AsArray().ShouldAllBe(entry => entry!.Fates()[0] == 60 && entry!.Fates()[1] == 60);
    }

    [Fact]
    public async Task What_does_not_fit_is_counted_and_said()
    {
        var rows = Enumerable.Range(0, 500)
            .Select(i => FormattableString.Invariant($"a,2026-05-04T12:00:{i % 60:00}Z,{(i == 77 ? "broken" : (object)(i / 10.0))}"));
        var sql = await Make(_folder.Write("in.csv", "sensor,time,value\n" + string.Join('\n', rows) + "\n"), "readings");

        sql.ShouldContain("500 records, of which 499 fit.");
        sql.ShouldContain("1 is rejected: value");
        sql.ShouldContain("-- 1 of 500 values are none, e.g. 'broken'");
    }

    [Fact]
    public async Task Records_without_a_time_get_a_table_without_windows()
    {
        var sql = await Make(NpmData.PathOf("seattle-weather.csv"), "daily");

        sql.ShouldContain("there is no event time");
        sql.ShouldNotContain("WATERMARK FOR");
        (await RunOver("daily", NpmData.PathOf("seattle-weather.csv"))).Of("daily_rows").Fates().ShouldBe([1_461, 1_461, 0, 0, 0]);
    }

    [Fact]
    public async Task A_ride_is_read_from_GPX()
    {
        var sql = await Make(Repository.Path("examples", "ride", "ride.gpx"), "ride");

        sql.ShouldContain("GPX, 45 records, of which 44 fit.");
        sql.ShouldMatch("location +POINT");
    }

    [Fact]
    public async Task A_list_of_devices_becomes_a_city_with_their_streams()
    {
        var config = _folder.Write("config.json", """
            {"interval": 0.5, "devices": [
              {"id": "temp_sensor_001", "type": "temperature", "stream": "temp_stream"},
              {"id": "humidity_sensor_001", "type": "humidity", "stream": "humidity_stream"},
              {"id": "energy_sensor_001", "type": "energy", "stream": "energy_stream"}]}
            """);
        var ran = await Run.Of("new", City, "--from", config);
        ran.ExitCode.ShouldBe(0, ran.Error);

        (await Run.Of("check", City)).Output.ShouldContain("3 streams, 3 pipelines, 3 simulated devices: nothing is wrong.");
        (await Run.Of("test", City)).Output.ShouldEndWith("3 passed, 0 failed\n");
        File.ReadAllText(Path.Combine(City, "devices.json")).ShouldBe(File.ReadAllText(config));
        File.ReadAllText(Path.Combine(City, "pipelines", "streams.sql")).ShouldContain("('device_id', 'deviceId', 'deviceID')");
    }

    [Fact]
    public async Task A_replay_into_the_running_city_makes_the_rows_that_a_run_makes()
    {
        // Two days of each of two stations, one behind the other: the city keeps every row at once beside its windows.
        var rows = new[] { "north", "south" }.SelectMany(station => Enumerable.Range(0, 96).Select(i =>
            FormattableString.Invariant(
                $"{station};{new DateTime(2026, 5, 4, 0, 0, 0).AddMinutes(30 * i):yyyy-MM-dd HH:mm:ss};{i / 4.0};0{i % 9};{(i % 3 == 0 ? "12" : "12A")}")));
        var file = _folder.Write("stations.data", "station;time;value;code;house\n" + string.Join('\n', rows) + "\n");
        await Make(file, "stations", "--zone", "Europe/Stockholm");
        await RunOver("stations", file);
        var data = Path.Combine(_folder.Path, "data");
        using (var up = Survival.UpProcess.Start(City, data, Survival.UpProcess.FreePort(), "--set", "commit.interval=200ms"))
        {
            await up.UntilUp();
            var port = up.Said.Split("http://127.0.0.1:")[1].Split('/')[0];
            var replayed = await Run.Of(
                "replay", file, "--stream", "stations", "--city", City, "--data", data, "--set", $"web.port={port}");
            replayed.ExitCode.ShouldBe(0, replayed.Error);
            replayed.Error.ShouldContain("192 records");
            (await Run.Of("verify", "--data", data)).ExitCode.ShouldBe(0);
            await up.Stop();
        }

        var live = await Run.Of("query", "SELECT * FROM stations_rows", "--hash", "--city", City, "--data", data);
        live.ExitCode.ShouldBe(0, live.Error);
        live.Output.ShouldBe(
            (await Run.Of(
                "query", "SELECT * FROM t", "--hash", "--table", $"t={Path.Combine(_folder.Path, "out", "stations_rows")}")).Output);
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_left_alone()
    {
        _folder.Write("city/mine.txt", "precious");
        var ran = await Run.Of("new", City, "--from", _folder.Write("in.csv", "a,b\n1,2\n"));

        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain("error SN1040");
        Directory.EnumerateFileSystemEntries(City).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("empty.csv", "", "SN1041")]
    [InlineData("blank.csv", " \n\n", "SN1041")]
    [InlineData("header.csv", "a,b,c\n", "SN1041")]
    [InlineData("prose.txt", "Once upon a time\nthere was a sensor\n", "SN1041")]
    [InlineData("array.json", "[{\"a\": 1}]", "SN1041")]
    [InlineData("one.json", "{\n  \"a\": 1\n}\n", "SN1041")]
    [InlineData("page.xml", "<html></html>", "SN1041")]
    [InlineData("broken.gpx", "<gpx><trk><trkseg><trkpt lat='1'", "SN7012")]
    [InlineData("nulls.csv", "a,b\n,\n,\n", "SN1041")]
    [InlineData("devices.json", """{"devices": [{"id": "a", "type": "toaster", "stream": "s"}]}""", "SN7004")]
    [InlineData(
        "mixed.json",
        """{"devices": [{"id": "a", "type": "energy", "stream": "s"}, {"id": "b", "type": "weather", "stream": "s"}]}""",
        "SN1044")]
    public async Task A_file_that_makes_no_city_is_refused_by_name(string name, string content, string code)
    {
        Refused(await Run.Of("new", City, "--from", _folder.Write(name, content)), code);
    }

    [Fact]
    public async Task Bytes_archives_and_damaged_gzip_are_refused_by_name()
    {
        var noise = new byte[50_000];
        new Random(3).NextBytes(noise);
        Refused(await Run.Of("new", City, "--from", Bytes("noise.csv", noise)), "SN1041");
        Refused(await Run.Of("new", City, "--from", Bytes("archive.csv", [.. "PK\u0003\u0004"u8, .. noise])), "SN1041");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("time,value\n" + string.Concat(Enumerable.Repeat("2026-05-04T12:00:00Z,1.5\n", 20_000))));
        }

        Refused(await Run.Of("new", City, "--from", Bytes("cut.csv.gz", packed.ToArray()[..^1000])), "SN4103");
        Refused(await Run.Of("new", City, "--from", Path.Combine(_folder.Path, "nowhere.csv")), "SN1022");
        Refused(await Run.Of("new", City, "--from", _folder.Write("a.csv", "a,b\n1,2\n"), "--zone", "Mars/Olympus"), "SN1045");
        Refused(await Run.Of("new", City, "--from", "Bad Name=a.csv"), "SN1042");
    }

    private static void Refused(Run ran, string code)
    {
        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain($"error {code}: ");
        ran.Error.ShouldContain("fix:");
        ran.Error.ShouldNotContain("   at ");
        ran.Output.ShouldBeEmpty();
    }

    private string Bytes(string name, byte[] content)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Makes the city and looks whether it is in order.</summary>
    /// <returns>Its streams.</returns>
    private async Task<string> Make(string file, string name, params string[] arguments)
    {
        var ran = await Run.Of(["new", City, "--from", $"{name}={file}", .. arguments]);
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Output.ShouldContain("next:");
        var check = await Run.Of("check", City);
        check.ExitCode.ShouldBe(0, check.Error);
        check.Output.ShouldContain("nothing is wrong");
        var tested = await Run.Of("test", City);
        tested.ExitCode.ShouldBe(0, tested.Output + tested.Error);
        (await Run.Of("fmt", City, "--check")).ExitCode.ShouldBe(0);
        return File.ReadAllText(Path.Combine(City, "pipelines", "streams.sql"));
    }

    private async Task<JsonNode> RunOver(string stream, string file)
    {
        var ran = await Run.Of(
            "run", City, "--input", $"{stream}={file}", "--output", Path.Combine(_folder.Path, "out"), "--overwrite", "--format", "json");
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Error.ShouldNotContain("its header has nothing for");
        return JsonNode.Parse(ran.Output)!;
    }

    private string? Setting(string stream) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(City, "city.json")))!["streams"]![stream]!["key"]?.GetValue<string>();

    [GeneratedRegex(@"(?m)^--   (\d+ \w+)(?: to \d+ \w+)? loses? (?:none|([\d,]+) )")]
    private static partial Regex Price();

    [GeneratedRegex(@"event_time - INTERVAL '\d+' \w+")]
    private static partial Regex Watermark();
}
