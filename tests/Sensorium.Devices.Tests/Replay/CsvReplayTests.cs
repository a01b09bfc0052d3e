using System.Text;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Devices.Replay;

namespace Sensorium.Devices.Tests.Replay;

public sealed class CsvReplayTests
{
    [Fact]
    public void A_row_becomes_an_object_named_by_the_header()
    {
        CsvReplay.Read(Replays.Input("origin,temp,code\r\nEWR,39.02,007\r\nJFK,-5,x\n")).Texts()
            .ShouldBe(["""{"origin":"EWR","temp":39.02,"code":"007"}""", """{"origin":"JFK","temp":-5,"code":"x"}"""]);
    }

    [Fact]
    public void A_file_without_a_header_takes_names_and_a_text_column_stays_text()
    {
        CsvReplay.Read(
            Replays.Input("EWR;39.02;7\nJFK;-5;8\n"),
            delimiter: ';',
            names: ["origin", "temp", "code"],
            texts: new HashSet<string> { "code" }).Texts()
            .ShouldBe(["""{"origin":"EWR","temp":39.02,"code":"7"}""", """{"origin":"JFK","temp":-5,"code":"8"}"""]);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.50", "-0.50")]
    [InlineData("10.357019999999999", "10.357019999999999")]
    [InlineData("01", "\"01\"")]
    [InlineData("+1", "\"\\u002B1\"")]
    [InlineData(".5", "\".5\"")]
    [InlineData("5.", "\"5.\"")]
    [InlineData("1e5", "\"1e5\"")]
    [InlineData("-", "\"-\"")]
    [InlineData("123456789012345678901", "\"123456789012345678901\"")]
    [InlineData("NaN", "\"NaN\"")]
    [InlineData("NA", "null")]
    [InlineData("", "null")]
    [InlineData("\"NA\"", "\"NA\"")]
    [InlineData("\"7\"", "\"7\"")]
    [InlineData("\"\"", "\"\"")]
    public void Numbers_stay_numbers_where_they_are_written_as_such(string field, string json)
    {
        var text = CsvReplay.Read(Replays.Input($"a,b\n1,{field}\n")).Texts().Single();

        JsonDocument.Parse(text).RootElement.GetProperty("b").GetRawText()
            .ShouldBe(json.Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public void Nulls_can_stay_text() =>
        CsvReplay.Read(Replays.Input("a,b\nNA,\n"), nulls: false).Texts().ShouldBe(["""{"a":"NA","b":""}"""]);

    [Fact]
    public void Quoted_fields_hold_delimiters_quotes_and_line_breaks()
    {
        var records = CsvReplay.Read(Replays.Input("a;b\n\"x;y\";\"say \"\"hi\"\"\n\"\nplain \"\"q;2\n"), delimiter: ';').Texts();

        records.Count.ShouldBe(2);
        JsonDocument.Parse(records[0]).RootElement.GetProperty("a").GetString().ShouldBe("x;y");
        JsonDocument.Parse(records[0]).RootElement.GetProperty("b").GetString().ShouldBe("say \"hi\"\n");
        JsonDocument.Parse(records[1]).RootElement.GetProperty("a").GetString().ShouldBe("plain \"\"q");
    }

    [Fact]
    public void Short_and_long_rows_go_on_as_they_are()
    {
        CsvReplay.Read(Replays.Input("a,,a\n1\n1,2,3\n1,2,3,4\n\n")).Texts()
            .ShouldBe(["1", """{"a":1,"column_2":2,"column_3":3}""", "1,2,3,4"]);
    }

    [Theory]
    [InlineData("a;b\n1;2\n", "--delimiter ';'")]
    [InlineData("a\tb\n1\t2\n", "--delimiter '\\t'")]
    [InlineData("a|b\n1|2\n", "--delimiter '|'")]
    public void A_header_with_another_delimiter_is_refused_with_the_fix(string csv, string fix)
    {
        var error = Should.Throw<SensoriumException>(() => CsvReplay.Read(Replays.Input(csv)).Texts());

        error.Code.ShouldBe("SN7011");
        error.Fix.ShouldContain(fix);
        CsvReplay.Read(Replays.Input(csv), delimiter: csv[1]).Texts().ShouldBe(["""{"a":1,"b":2}"""]);
        CsvReplay.Read(Replays.Input(csv), delimiter: ',').Texts().Count.ShouldBe(1, "it may be one column");
    }

    [Theory]
    [InlineData("2013-01-01T06:00:00Z", "2013-01-01T06:00:00Z")]
    [InlineData("2013-01-01 06:00:00", "2013-01-01T06:00:00Z")]
    [InlineData("2013-01-01T06:00:00.5+02:00", "2013-01-01T04:00:00.5Z")]
    [InlineData("Tue Nov 24 10:15:30 CET 2026", "2026-11-24T09:15:30Z")]
    [InlineData("Thu Nov 05 10:15:30 UTC 2026", "2026-11-05T10:15:30Z")]
    [InlineData("1795478400", "2026-11-24T00:00:00Z")]
    [InlineData("1795478400123", "2026-11-24T00:00:00.123Z")]
    [InlineData("1795478400123456", "2026-11-24T00:00:00.123456Z")]
    public void Times_are_read_in_the_spellings_of_the_field(string text, string expected)
    {
        var record = CsvReplay.Read(Replays.Input($"value,time_hour\n1,{text}\n")).Parsed().Single().Record;

        record.Time.ShouldNotBeNull().ToString().ShouldBe(expected);
        record.Number.ShouldBe(1);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("2013")]
    public void A_row_without_a_time_has_none(string text) =>
        CsvReplay.Read(Replays.Input($"value,timestamp\n1,{text}\n")).Parsed().Single().Record.Time.ShouldBeNull();

    [Fact]
    public void The_time_can_be_named_and_a_wrong_name_is_refused()
    {
        CsvReplay.Read(Replays.Input("when,timestamp\n2026-01-01,2020-01-01\n"), "when").Parsed().Single().Record.Time
            .ShouldBe(EventTime.From(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var error = Should.Throw<SensoriumException>(() => CsvReplay.Read(Replays.Input("a,b\n1,2\n"), "c").Texts());
        error.Code.ShouldBe("SN7011");
        error.Fix.ShouldContain("a, b");
        Should.Throw<SensoriumException>(() => CsvReplay.Read(Replays.Input("")).Texts()).Code.ShouldBe("SN7011");
    }

    [Fact]
    public void Large_files_come_through_small_reads_whole()
    {
        var csv = new StringBuilder("\uFEFFn,text\n");
        for (var i = 0; i < 20_000; i++)
        {
            csv.Append(i).Append(",\"").Append('å', i % 50).Append("\n\"\n");
        }

        var records = CsvReplay.Read(new TricklingStream(Encoding.UTF8.GetBytes(csv.ToString()))).Parsed();
        records.Count.ShouldBe(20_000);
        records.Select(record => record.Json.GetProperty("n").GetInt32()).ShouldBe(Enumerable.Range(0, 20_000));
        records[49].Json.GetProperty("text").GetString().ShouldBe(new string('å', 49) + "\n");
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_refused_with_its_line()
    {
        var csv = "a\n1\n\"" + new string('x', 17 * 1024 * 1024);
        var error = Should.Throw<SensoriumException>(() => CsvReplay.Read(Replays.Input(csv)).Texts());

        error.Code.ShouldBe("SN7010");
        error.Message.ShouldContain("line 3");
    }

    [SharedFact("data/nyc_weather_2013.csv")]
    public void A_year_of_weather_comes_through_with_its_bad_reading()
    {
        using var file = File.OpenRead(SharedData.PathOf("data/nyc_weather_2013.csv"));
        var records = CsvReplay.Read(file).Parsed();

        records.Count.ShouldBe(26_115);
        records.ShouldAllBe(record => record.Record.Time != null);
        records.Count(record => record.Json.GetProperty("wind_gust").ValueKind == JsonValueKind.Null).ShouldBeGreaterThan(10_000);
        var bad = records.MaxBy(
            record => record.Json.GetProperty("wind_speed") is { ValueKind: JsonValueKind.Number } speed ? speed.GetDouble() : 0);
        bad.Json.GetProperty("wind_speed").GetDouble().ShouldBe(1048.36, 0.01);
        bad.Json.GetProperty("origin").GetString().ShouldBe("EWR");
    }
}
