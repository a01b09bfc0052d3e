namespace Sensorium.Core.Tests;

public sealed class Utf8TextTests
{
    [Fact]
    public void Texts_are_equal_by_their_bytes_wherever_they_lie()
    {
        var buffer = "xxgöteborg"u8.ToArray();
        var slice = new Utf8Text(buffer, 2, buffer.Length - 2);
        slice.ShouldBe(Utf8Text.From("göteborg"));
        slice.GetHashCode().ShouldBe(Utf8Text.From("göteborg").GetHashCode());
        slice.ToString().ShouldBe("göteborg");
        (slice != Utf8Text.From("goteborg")).ShouldBeTrue();
    }

    [Fact]
    public void Order_is_that_of_code_points()
    {
        string[] ordered = ["", "A", "a", "aa", "b", "ö", "\uFFFD", "😀"];
        ordered.Reverse().Select(Utf8Text.From).Order().Select(text => text.ToString()).ShouldBe(ordered);
        (Utf8Text.From("a") < Utf8Text.From("b")).ShouldBeTrue();
        (Utf8Text.From("b") >= Utf8Text.From("b")).ShouldBeTrue();
    }

    [Fact]
    public void An_empty_default_has_no_bytes() => default(Utf8Text).Span.Length.ShouldBe(0);
}
