using System.IO.Compression;
using System.Text;

namespace Sensorium.Tests.RealInput;

/// <summary>
/// Input that is wrong in every way that files are: each record has its fate and its reason, and none is in another's way.
/// </summary>
public sealed class GarbageTests : IDisposable
{
    private const string Good = """{"id":"a","value":1.5,"count":3,"place":{"lat":57.7,"lon":11.9},"time":"2026-05-04T12:00:00Z"}""";

    private const string Json = """
        CREATE STREAM s (id VARCHAR NOT NULL, value DOUBLE, count BIGINT, place POINT, flag BOOLEAN, time TIMESTAMP,
          WATERMARK FOR time AS time - INTERVAL '1' HOUR) WITH (format = 'json');
        CREATE TABLE hours AS SELECT window_start, id, count(*) AS records, avg(value) AS mean
          FROM TUMBLE(TABLE s, DESCRIPTOR(time), INTERVAL '1' HOUR) GROUP BY window_start, window_end, id;
        """;

    private const string Csv = """
        CREATE STREAM s (id VARCHAR NOT NULL, value DOUBLE, time TIMESTAMP,
          WATERMARK FOR time AS time - INTERVAL '1' HOUR) WITH (format = 'csv');
        CREATE TABLE hours AS SELECT window_start, id, count(*) AS records, avg(value) AS mean
          FROM TUMBLE(TABLE s, DESCRIPTOR(time), INTERVAL '1' HOUR) GROUP BY window_start, window_end, id;
        """;

    private static readonly (string Record, string Reason)[] _wrong =
    [
        ("""{"id":5,"time":"2026-05-04T12:00:00Z"}""", "id is not of type VARCHAR"),
        ("""{"time":"2026-05-04T12:00:00Z"}""", "id is missing or null"),
        ("""{"id":null,"time":"2026-05-04T12:00:00Z"}""", "id is missing or null"),
        ("""{"id":"a"}""", "time is missing or null"),
        ("""{"id":"a","time":null}""", "time is missing or null"),
        ("""{"id":"a","time":1777000000}""", "time is not of type TIMESTAMP"),
        ("""{"id":"a","time":"soon"}""", "time is not a timestamp"),
        ("""{"id":"a","time":"2026-05-04T12:00:00"}""", "time has no time zone, and the column declares none"),
        ("""{"id":"a","time":"2026-02-30T12:00:00Z"}""", "time is not a timestamp"),
        ("""{"id":"a","time":"0000-05-04T12:00:00Z"}""", "time lies outside the years 1 to 9999"),
        ("""{"id":"a","time":"9999-12-31T23:59:59Z"}""", "time is in the future"),
        ("""{"id":"a","time":"10000-01-01T00:00:00Z"}""", "time is not a timestamp"),
        ("""{"id":"a","value":"warm","time":"2026-05-04T12:00:00Z"}""", "value is not a number"),
        ("""{"id":"a","value":"NaN","time":"2026-05-04T12:00:00Z"}""", "value is not a number"),
        ("""{"id":"a","value":NaN,"time":"2026-05-04T12:00:00Z"}""", "the record is not valid JSON"),
        ("""{"id":"a","value":1e999,"time":"2026-05-04T12:00:00Z"}""", "value does not fit in DOUBLE"),
        ("""{"id":"a","value":{"celsius":1},"time":"2026-05-04T12:00:00Z"}""", "value is not of type DOUBLE"),
        ("""{"id":"a","value":true,"time":"2026-05-04T12:00:00Z"}""", "value is not of type DOUBLE"),
        ("""{"id":"a","count":1.5,"time":"2026-05-04T12:00:00Z"}""", "count is not a whole number"),
        ("""{"id":"a","count":99999999999999999999,"time":"2026-05-04T12:00:00Z"}""", "count does not fit in BIGINT"),
        ("""{"id":"a","flag":"perhaps","time":"2026-05-04T12:00:00Z"}""", "flag is not true or false"),
        ("""{"id":"a","place":{"lat":57.7,"lon":999},"time":"2026-05-04T12:00:00Z"}""", "place lies outside latitude ±90, longitude ±180"),
        ("""{"id":"a","place":{"lat":57.7},"time":"2026-05-04T12:00:00Z"}""", "place is not a point"),
        ("""{"id":"\ud800","time":"2026-05-04T12:00:00Z"}""", "id holds half of a surrogate pair"),
        ("""{"id":"a","time":"2026-05-04T12:00:00Z"} {}""", "the record is not valid JSON"),
        ("""{"id":"a","time":"2026-05-04T12:00:00Z",}""", "the record is not valid JSON"),
        ("""{"id":"a","time":"2026-05-04T12:""", "the record is not valid JSON"),
        ("""[{"id":"a","time":"2026-05-04T12:00:00Z"}]""", "the record is JSON but not an object"),
        ("null", "the record is JSON but not an object"),
        ("id,value,time", "the record is not valid JSON"),
        ("   ", "the record is not valid JSON"),
    ];

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_wrong_record_is_rejected_alone_with_its_reason_and_bytes()
    {
        var lines = _wrong.SelectMany(wrong => new[] { Good, wrong.Record }).Append(Good).ToList();
        var ledger = await _bench.Run(Json, "--input", $"s={_bench.Write("in.ndjson", string.Join('\n', lines))}");

        ledger.Of("hours").Fates().ShouldBe([lines.Count, _wrong.Length + 1, 0, _wrong.Length, 0]);
        ledger.Of("hours").Causes().ShouldBe(
            _wrong.CountBy(wrong => wrong.Reason).ToDictionary(cause => cause.Key, cause => (long)cause.Value), ignoreOrder: true);
        _bench.Rows("SELECT reason, decode(_value) FROM {hours__rejected} ORDER BY _position")
            .ShouldBe(_wrong.Select(wrong => new string?[] { wrong.Reason, wrong.Record }));
        var first = _bench.Rows(
            "SELECT _stream, _partition, _position, _appended_at, _key FROM {hours__rejected} ORDER BY _position LIMIT 1")[0];
        first.ShouldBe(["s", "0", $"{Good.Length + 1}", null, null]);
        _bench.Rows("SELECT id, records, mean FROM {hours}").ShouldHaveSingleItem().ShouldBe(["a", $"{_wrong.Length + 1}", "1.5"]);
    }

    [Fact]
    public async Task Text_that_breaks_off_within_a_character_is_kept_to_the_byte()
    {
        byte[] broken = [.. "{\"id\":\"Göteborg"u8[..9], (byte)'\n'];
        var file = _bench.Write("in.ndjson", [.. Encoding.UTF8.GetBytes(Good + "\n"), .. broken, .. Encoding.UTF8.GetBytes(Good)]);
        var ledger = await _bench.Run(Json, "--input", $"s={file}");

        ledger.Of("hours").Fates().ShouldBe([3, 2, 0, 1, 0]);
        ledger.Of("hours").Causes().Keys.ShouldBe(["the record is not valid UTF-8"]);
        _bench.Rows("SELECT hex(_value) FROM {hours__rejected}")[0][0].ShouldBe(Convert.ToHexString(broken[..^1]));
    }

    [Fact]
    public async Task Lines_of_ten_megabytes_are_records_like_others()
    {
        var filling = new string('x', 10 * 1024 * 1024);
        var file = _bench.Write("in.ndjson", $$"""
            {{Good}}
            {"id":"long","note":"{{filling}}","value":2,"time":"2026-05-04T12:00:00Z"}
            {"id":"wrong","note":"{{filling}}","value":"2 degrees","time":"2026-05-04T12:00:00Z"}
            {{filling}}
            {{Good}}
            """);
        var ledger = await _bench.Run(Json, "--input", $"s={file}");

        ledger.Of("hours").Fates().ShouldBe([5, 3, 0, 2, 0]);
        _bench.Rows("SELECT id, records FROM {hours} ORDER BY id").ShouldBe([["a", "2"], ["long", "1"]]);
        _bench.Rows("SELECT reason, octet_length(_value) > 10000000 FROM {hours__rejected} ORDER BY _position")
            .ShouldBe([["value is not a number", "true"], ["the record is not valid JSON", "true"]]);
    }

    [Fact]
    public async Task Of_a_key_that_comes_twice_the_last_counts_and_of_two_spellings_the_first_listed()
    {
        var file = _bench.Write("in.ndjson", """
            {"id":"first","id":"last","value":1,"time":"2026-05-04T12:00:00Z"}
            {"deviceId":"second","id":"first","value":2,"time":"2026-05-04T12:00:00Z"}
            {"deviceId":"second","id":null,"value":3,"time":"2026-05-04T12:00:00Z"}
            """);
        await _bench.Run("""
            CREATE STREAM s (id VARCHAR NOT NULL FROM ('id', 'deviceId'), value DOUBLE, time TIMESTAMP, WATERMARK FOR time AS time) WITH (format = 'json');
            CREATE TABLE ids AS SELECT id, value FROM s;
            """, "--input", $"s={file}");

        _bench.Rows("SELECT id FROM {ids} ORDER BY value").ShouldBe([["last"], ["first"], ["second"]]);
    }

    [Fact]
    public async Task Rows_of_CSV_with_wrong_fields_quotes_and_numbers_are_rejected_alone()
    {
        var file = _bench.Write("in.csv", """
            id,value,time
            a,1,2026-05-04T12:00:00Z
            a,NaN,2026-05-04T12:00:00Z
            a,Infinity,2026-05-04T12:00:00Z
            a,"1,2026-05-04T12:00:00Z
            "a"b,1,2026-05-04T12:00:00Z
            a,1,2026-05-04T12:00:00Z,more
            a,1
            ,1,2026-05-04T12:00:00Z
            "a","2",2026-05-04T12:00:00Z
            a,3 ,2026-05-04T12:00:00Z
            """);
        var ledger = await _bench.Run(Csv, "--input", $"s={file}");

        ledger.Of("hours").Fates().ShouldBe([10, 3, 0, 7, 0]);
        ledger.Of("hours").Causes().ShouldBe(
            new Dictionary<string, long>
            {
                ["value is not a number"] = 2,
                ["the row's quotes do not match"] = 2,
                ["the row has more or fewer fields than the header"] = 2,
                ["id is missing or null"] = 1,
            },
            ignoreOrder: true);
        _bench.Rows("SELECT records, mean FROM {hours}").ShouldHaveSingleItem().ShouldBe(["3", "2.0"]);
    }

    [Theory]
    [InlineData(Json)]
    [InlineData(Csv)]
    public async Task An_empty_file_is_no_records_and_a_binary_one_is_rejected_ones(string sql)
    {
        var empty = _bench.Write("empty", "");
        var none = await _bench.Run(sql, "--input", $"s={empty}");
        none.Of("hours").Fates().ShouldBe([0, 0, 0, 0, 0]);

        var binary = _bench.Write("binary", [.. Enumerable.Range(0, 256 * 200).Select(i => (byte)(i * 7 % 256))]);
        var all = await _bench.Run(sql, "--input", $"s={binary}");
        all.Of("hours").Count("read").ShouldBeGreaterThan(150);
        all.Of("hours").Count("rejected").ShouldBe(all.Of("hours").Count("read"));
        _bench.Count("hours__rejected").ShouldBe(all.Of("hours").Count("read"));
    }

    [Fact]
    public async Task A_wrong_delimiter_rejects_every_row_and_the_header_tells_why()
    {
        var file = _bench.Write("in.csv", "id;value;time\na;1;2026-05-04T12:00:00Z\nb;2;2026-05-04T12:00:00Z\n");
        var ran = await _bench.TryRun(Csv, "--input", $"s={file}");

        ran.ExitCode.ShouldBe(0);
        ran.Error.ShouldContain($"{file}: its header has nothing for id, value, time of stream s. It reads: id;value;time");
        ran.Output.ShouldContain("2 rejected: ");
        _bench.Count("hours__rejected").ShouldBe(2);
        (await _bench.TryRun(Csv.Replace("'csv'", "'csv', delimiter = ';'", StringComparison.Ordinal), "--input", $"s={file}")).Error
            .ShouldNotContain("header");
    }

    [Theory]
    [InlineData("cut in the middle")]
    [InlineData("cut in its checksum")]
    [InlineData("one bit turned")]
    [InlineData("a cut record of another file behind it")]
    public async Task Damaged_gzip_is_refused_by_name_and_leaves_no_table(string damage)
    {
        var whole = Gzip(
            string.Concat(Enumerable.Range(0, 2000).Select(i => Good.Replace("1.5", $"{i * 0.37:0.00}", StringComparison.Ordinal) + "\n")));
        var bytes = damage switch
        {
            "cut in the middle" => whole[..(whole.Length / 2)],
            "cut in its checksum" => whole[..^3],
            "a cut record of another file behind it" => [.. whole, .. "\",\"value\":2}\n"u8],
            _ => [.. whole[..^6], (byte)(whole[^6] ^ 1), .. whole[^5..]],
        };
        var file = _bench.Write("in.ndjson.gz", bytes);
        var ran = await _bench.TryRun(Json, "--input", $"s={file}");

        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldStartWith($"error SN4103: '{file}' is not whole gzip: ");
        ran.Error.ShouldContain("fix: ");
        ran.Error.ShouldNotContain("   at ");
        ran.Output.ShouldBeEmpty();
        Directory.Exists(_bench.Output).ShouldBeFalse();

        _bench.Write("in.ndjson.gz", [.. whole, .. new byte[512]]);
        (await _bench.Run(Json, "--input", $"s={file}")).Of("hours").Count("stored").ShouldBe(2000);
    }

    [Fact]
    public async Task What_cannot_be_read_or_written_is_told_with_code_and_fix()
    {
        var file = _bench.Write("in.ndjson", Good);
        Refused(await _bench.TryRun(Json, "--input", $"s={_bench.Folder}/nowhere.ndjson"), "SN4102");
        Refused(await _bench.TryRun(Json, "--input", $"s={_bench.Folder}"), "SN4102");
        Refused(await _bench.TryRun(Json, "--input", $"t={file}"), "SN1021");
        Refused(await _bench.TryRun(Json, "--input", file), "SN1021");
        Refused(await _bench.TryRun(Json), "SN1021");
        Refused(await CommandLine.Run.Of("run", _bench.Write("a.sql", Json), "--input", $"s={file}", "--output", $"{file}/out"), "SN9014");
        Refused(
            await CommandLine.Run.Of("run", _bench.Write("a.sql", Json), "--input", $"s={file}", "--output", "/proc/sensorium"), "SN9014");
        Refused(await CommandLine.Run.Of("run", $"{_bench.Folder}/no.sql", "--input", $"s={file}", "--output", _bench.Output), "SN1022");
        Refused(await _bench.TryRun(Json, "--input", $"s={file}", "--parallelism", "0"), "SN1001", 2);
        Refused(await _bench.TryRun(Json, "--input", $"s={file}", "--parallelism", "many"), "SN1001", 2);
        Refused(await _bench.TryRun(Json, "--inptu", $"s={file}"), "SN1001", 2);

        static void Refused(CommandLine.Run ran, string code, int exit = 1)
        {
            ran.ExitCode.ShouldBe(exit, ran.Error);
            ran.Error.ShouldStartWith($"error {code}: ");
            ran.Error.ShouldContain("\n  fix: ");
            ran.Error.ShouldNotContain("   at ");
            ran.Error.ShouldNotContain("System.");
            ran.Output.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_misspelt_input_costs_no_table_of_the_run_before()
    {
        var file = _bench.Write("in.ndjson", Good);
        await _bench.Run(Json, "--input", $"s={file}");
        (await _bench.TryRun(Json, "--input", $"s={file}.gz")).ExitCode.ShouldBe(1);

        _bench.Count("hours").ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_no_SQL_is_told_in_few_words()
    {
        var ran = await CommandLine.Run.Of(
            "check", _bench.Write("binary.sql", [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7 % 256))]));

        ran.ExitCode.ShouldBe(1);
        ran.Error.Length.ShouldBeLessThan(100_000);
        ran.Error.ShouldContain(" more.");
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
