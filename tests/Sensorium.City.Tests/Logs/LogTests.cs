using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Sensorium.City.Logs;
using Sensorium.City.Settings;
using Sensorium.Core;

namespace Sensorium.City.Tests.Logs;

public sealed class LogTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));
    private readonly List<LogLine> _lines = [];

    [Fact]
    public void A_line_that_comes_again_within_a_minute_is_counted_and_told_once()
    {
        var log = Log();
        for (var i = 0; i < 533; i++)
        {
            log.Warn("web", "the disk is full", "SN3008");
        }

        _lines.ShouldHaveSingleItem();
        _time.Advance(TimeSpan.FromSeconds(60));
        log.TellRepeats();

        _lines.Count.ShouldBe(2);
        new LogText(LogFormat.Text, TimeZoneInfo.Utc).Of(_lines[1])
            .ShouldBe("10:01:00 warning web: … 532 more in 60 s: the disk is full (SN3008)");
    }

    [Fact]
    public void What_goes_on_is_told_once_a_minute_and_what_has_ended_no_more()
    {
        var log = Log();
        for (var second = 0; second < 180; second++)
        {
            log.Info("devices", "waits");
            _time.Advance(TimeSpan.FromSeconds(1));
            log.TellRepeats();
        }

        _lines.Select(line => line.More).ShouldBe([0, 59, 60, 60]);
        _time.Advance(TimeSpan.FromMinutes(5));
        log.TellRepeats();
        _lines.Count.ShouldBe(4);
        log.Info("devices", "waits");
        _lines.Last().More.ShouldBe(0);
    }

    [Fact]
    public void Lines_that_differ_are_all_written_and_no_more_than_a_bound_is_remembered()
    {
        var log = Log();
        const int Lines = Sensorium.City.Logs.Log.Remembered * 4;
        for (var i = 0; i < Lines; i++)
        {
            log.Info("web", $"line {i}");
            log.Info("web", $"line {i}");
        }

        _lines.Count(line => line.More == 0).ShouldBe(Lines);
        _lines.Count(line => line.More == 1).ShouldBe(Lines - Sensorium.City.Logs.Log.Remembered);
        log.Close();
        _lines.Count(line => line.More == 1).ShouldBe(Lines);
    }

    [Fact]
    public void Lesser_lines_than_asked_for_are_dropped()
    {
        var log = new Log(_lines.Add, _time, LogLevel.Warning);
        log.Info("city", "is up");
        log.Error("city", "is down");
        _lines.ShouldHaveSingleItem().Message.ShouldBe("is down");
    }

    [Fact]
    public void A_line_for_a_program_has_all_that_is_known_of_it()
    {
        var log = Log();
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        request.Start();
        log.Report(LogLevel.Error, "streams", new SensoriumException("SN3008", "the disk is \"full\"\nindeed", "make room."));

        var line = new LogText(LogFormat.Json, TimeZoneInfo.Utc).Of(_lines.ShouldHaveSingleItem());
        line.ShouldNotContain("\n");
        var json = JsonNode.Parse(line)!.AsObject();
        json.Select(member => $"{member.Key}={member.Value}").ShouldBe(
        [
            "time=2026-05-04T10:00:00.000Z", "level=error", "part=streams", "code=SN3008", "message=the disk is \"full\"\nindeed",
            "fix=make room.",
            $"trace={request.TraceId}",
        ]);
    }

    [Fact]
    public void A_line_for_a_person_is_one_line_in_the_citys_time_whatever_a_client_put_into_it()
    {
        var log = Log();
        log.Info("web", "GET /\u001b[31m\r\n10:00:00 error web: forged failed");
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");
        new LogText(LogFormat.Text, zone).Of(_lines[0]).ShouldBe("12:00:00 info    web: GET / [31m  10:00:00 error web: forged failed");
    }

    [Theory]
    [InlineData("cannot reach https://city:hunter2@lake.example/x", "cannot reach https://city:••••••@lake.example/x")]
    [InlineData("401: Authorization: Bearer abc.def", "401: Authorization: Bearer ••••••")]
    [InlineData("password=hunter2; user=city", "password=••••••; user=city")]
    [InlineData("""{"token":"abcdef","n":1}""", """{"token":"••••••","n":1}""")]
    [InlineData("the key is s3cr3t-of-the-city, alas", "the key is ••••••, alas")]
    [InlineData("the request has no valid Sensorium-Token header", "the request has no valid Sensorium-Token header")]
    public void Secrets_are_masked(string said, string shown)
    {
        var log = new Log(_lines.Add, _time, mask: new SecretMask(["s3cr3t-of-the-city", "ab"]));
        log.Error("lake", said);
        _lines.ShouldHaveSingleItem().Message.ShouldBe(shown);
    }

    private Log Log() => new(_lines.Add, _time);
}
