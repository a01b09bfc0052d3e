using Sensorium.City.Settings;

namespace Sensorium.City.Tests.Settings;

public sealed class UnitTests
{
    [Theory]
    [InlineData("10", 10)]
    [InlineData("1 KiB", 1024)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData(" 10 gb ", 10_000_000_000)]
    public void A_size_is_a_number_and_a_unit(string text, long bytes)
    {
        ByteSize.TryParse(text, out var size).ShouldBeTrue();
        size.Bytes.ShouldBe(bytes);
        ByteSize.TryParse(size.ToString(), out var again).ShouldBeTrue();
        again.ShouldBe(size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GiB")]
    [InlineData("-1 GiB")]
    [InlineData("1 parsec")]
    [InlineData("99999999999 TiB")]
    public void What_is_no_size_is_refused(string text) => ByteSize.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("200 ms", 200)]
    [InlineData("0.5s", 500)]
    [InlineData("5 min", 300_000)]
    [InlineData("7 d", 604_800_000)]
    public void A_time_is_a_number_and_a_unit(string text, long milliseconds)
    {
        Duration.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
        Duration.TryParse(Duration.ToText(duration), out var again).ShouldBeTrue();
        again.ShouldBe(duration);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("5 m")]
    [InlineData("-1 s")]
    public void What_is_no_time_is_refused(string text) => Duration.TryParse(text, out _).ShouldBeFalse();
}
