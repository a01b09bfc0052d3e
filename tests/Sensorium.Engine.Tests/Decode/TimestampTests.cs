using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Decode;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2026-05-04T12:00:00.123Z", "2026-05-04T12:00:00.123Z")]
    [InlineData("2026-05-04 12:00:00Z", "2026-05-04T12:00:00Z")]
    [InlineData("2026-05-04T12:00Z", "2026-05-04T12:00:00Z")]
    [InlineData("2026-05-04T12:00:00.123456789Z", "2026-05-04T12:00:00.123456Z")]
    [InlineData("2026-05-04T12:00:00.1+02:00", "2026-05-04T10:00:00.1Z")]
    [InlineData("2026-05-04T12:00:00.123456+00:00", "2026-05-04T12:00:00.123456Z")]
    [InlineData("2026-05-04 12:00:00-0530", "2026-05-04T17:30:00Z")]
    [InlineData("2026-05-04T12:00:00+02", "2026-05-04T10:00:00Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")]
    [InlineData("Tue Nov 24 10:15:30 CET 2026", "2026-11-24T09:15:30Z")]
    [InlineData("Mon May 04 12:00:00 CEST 2026", "2026-05-04T10:00:00Z")]
    [InlineData("Tue Nov 24 10:15:30 UTC 2026", "2026-11-24T10:15:30Z")]
    [InlineData("Tue Nov 24 10:15:30 GMT+02:00 2026", "2026-11-24T08:15:30Z")]
    [InlineData("Tue Nov 24 10:15:30 PST 2026", "2026-11-24T18:15:30Z")]
    [InlineData("Sun Feb 29 10:15:30 UTC 2004", "2004-02-29T10:15:30Z")]
    [InlineData("Mon Nov 24 10:15:30 CET 2026", "NotATimestamp")]
    [InlineData("Tue Nov 24 10:15:30 IST 2026", "NotATimestamp")]
    [InlineData("Tue Nov 24 10:15:30 XXX 2026", "NotATimestamp")]
    [InlineData("Tue Nov 31 10:15:30 CET 2026", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:00", "NoZone")]
    [InlineData("2026-05-04T12:00:00.5", "NoZone")]
    [InlineData("2026-05-04", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:00.1234567890Z", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:00.Z", "NotATimestamp")]
    [InlineData("2026-05-04T24:00:00Z", "NotATimestamp")]
    [InlineData("2026-05-04T12:60:00Z", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:60Z", "NotATimestamp")]
    [InlineData("2026-02-29T12:00:00Z", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:00+19:00", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:00+2:00", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:00ZZ", "NotATimestamp")]
    [InlineData("2026-05-04t12:00:00Z", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:0", "NotATimestamp")]
    [InlineData("2026-05-04T12:00:", "NotATimestamp")]
    [InlineData("0000-05-04T12:00:00Z", "YearOutOfRange")]
    [InlineData("9999-12-31T23:00:00-02:00", "YearOutOfRange")]
    [InlineData("0001-01-01T00:00:00+00:01", "YearOutOfRange")]
    [InlineData("1700000000", "NotATimestamp")]
    [InlineData("", "NotATimestamp")]
    [InlineData("yesterday", "NotATimestamp")]
    public void Text_with_a_zone(string text, string expected) => Judge(new(TimestampKind.Text, null), $"\"{text}\"").ShouldBe(expected);

    [Theory]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T10:00:00Z")]
    [InlineData("2026-01-01 12:00:00.25", "2026-01-01T11:00:00.25Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T03:00:00", "2026-10-25T02:00:00Z")]
    [InlineData("2026-10-25T01:59:59", "2026-10-24T23:59:59Z")]
    [InlineData("2026-03-29T02:30:00", "SkippedLocalTime")]
    [InlineData("2026-03-29T03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29T01:59:59", "2026-03-29T00:59:59Z")]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z")]
    [InlineData("0001-01-01T00:00:00", "YearOutOfRange")]
    public void Text_without_a_zone_is_in_the_declared_one(string text, string expected) =>
        Judge(new(TimestampKind.Text, "Europe/Stockholm"), $"\"{text}\"").ShouldBe(expected);

    [Fact]
    public void The_remembered_offset_never_outlives_its_half_year()
    {
        var bench = DecoderBench.OneColumn(TypeKind.Timestamp, new(TimestampKind.Text, "Europe/Stockholm"));
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");
        for (var local = new DateTime(2026, 1, 1); local.Year < 2027; local = local.AddMinutes(30))
        {
            var expected = zone.IsInvalidTime(local) ? "SkippedLocalTime"
                : EventTime.From(
                    new DateTimeOffset(
                        local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local)))
                            .ToString();
            bench.Judge($"\"{local:yyyy-MM-ddTHH:mm:ss}\"").ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData(TimestampKind.EpochSeconds, "1700000000", "2023-11-14T22:13:20Z")]
    [InlineData(TimestampKind.EpochSeconds, "\"1700000000\"", "2023-11-14T22:13:20Z")]
    [InlineData(TimestampKind.EpochSeconds, "1700000000.1234567", "2023-11-14T22:13:20.123456Z")]
    [InlineData(TimestampKind.EpochSeconds, "1.7e9", "2023-11-14T22:13:20Z")]
    [InlineData(TimestampKind.EpochSeconds, "-0.0000001", "1969-12-31T23:59:59.999999Z")]
    [InlineData(TimestampKind.EpochMilliseconds, "1700000000123", "2023-11-14T22:13:20.123Z")]
    [InlineData(TimestampKind.EpochMilliseconds, "-1", "1969-12-31T23:59:59.999Z")]
    [InlineData(TimestampKind.EpochMicroseconds, "\"1700000000123456\"", "2023-11-14T22:13:20.123456Z")]
    [InlineData(TimestampKind.EpochMicroseconds, "1e300", "YearOutOfRange")]
    [InlineData(TimestampKind.EpochSeconds, "1700000000123", "YearOutOfRange")]
    [InlineData(TimestampKind.EpochSeconds, "\"2026-05-04T12:00:00Z\"", "2026-05-04T12:00:00Z")]
    [InlineData(TimestampKind.EpochSeconds, "\"Tue Nov 24 10:15:30 CET 2026\"", "2026-11-24T09:15:30Z")]
    [InlineData(TimestampKind.EpochSeconds, "\"12:00\"", "NotATimestamp")]
    [InlineData(TimestampKind.EpochSeconds, "true", "WrongType")]
    [InlineData(TimestampKind.Text, "1700000000", "WrongType")]
    public void Numbers_are_since_1970_in_the_declared_unit(TimestampKind kind, string json, string expected) =>
        Judge(new(kind, null), json).ShouldBe(expected);

    [Fact]
    public void An_unknown_zone_is_refused_by_name()
    {
        var refusal = Should.Throw<SensoriumException>(
            () => DecoderBench.OneColumn(TypeKind.Timestamp, new(TimestampKind.Text, "Europe/Atlantis")));
        refusal.Code.ShouldBe("SN4101");
        refusal.Message.ShouldContain("Europe/Atlantis");
    }

    private static string Judge(TimestampFormat format, string json) => DecoderBench.OneColumn(TypeKind.Timestamp, format).Judge(json);
}
