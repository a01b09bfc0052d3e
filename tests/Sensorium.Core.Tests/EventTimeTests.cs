namespace Sensorium.Core.Tests;

public sealed class EventTimeTests
{
    [Fact]
    public void Subtracting_stops_at_the_ends()
    {
        var second = TimeSpan.FromSeconds(1);
        EventTime.MinValue.Minus(second).ShouldBe(EventTime.MinValue);
        EventTime.MaxValue.Minus(second).ShouldBe(EventTime.MaxValue);
        new EventTime(long.MinValue + 5).Minus(second).ShouldBe(EventTime.MinValue);
        new EventTime(long.MaxValue - 5).Minus(-second).ShouldBe(EventTime.MaxValue);
        new EventTime(2_000_000).Minus(second).ShouldBe(new(1_000_000));
        new EventTime(2_000_000).Minus(-second).ShouldBe(new(3_000_000));
        new EventTime(0).Minus(TimeSpan.MaxValue).ShouldBe(new(-(TimeSpan.MaxValue.Ticks / 10)));
    }

    [Fact]
    public void Instants_go_to_microseconds_and_back()
    {
        var instant = new DateTimeOffset(2026, 3, 29, 2, 30, 0, TimeSpan.FromHours(2)).AddTicks(1_234_560);
        EventTime.From(instant).Micros.ShouldBe(1_774_744_200_123_456);
        EventTime.From(instant).ToDateTimeOffset().ShouldBe(instant);
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1_500_000, "1970-01-01T00:00:01.5Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999Z")]
    [InlineData(long.MinValue, "-∞")]
    [InlineData(long.MaxValue, "∞")]
    [InlineData(long.MaxValue - 1, "9223372036854775806 µs")]
    public void Text_has_as_many_decimals_as_needed(long micros, string text) => new EventTime(micros).ToString().ShouldBe(text);
}
