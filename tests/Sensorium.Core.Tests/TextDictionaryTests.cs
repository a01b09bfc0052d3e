using System.Text;

namespace Sensorium.Core.Tests;

public sealed class TextDictionaryTests
{
    [Fact]
    public void Codes_are_dense_and_in_order_of_first_sight()
    {
        var dictionary = new TextDictionary();
        dictionary.GetOrAdd("b"u8).ShouldBe(0);
        dictionary.GetOrAdd("a"u8).ShouldBe(1);
        dictionary.GetOrAdd("b"u8).ShouldBe(0);
        dictionary.GetOrAdd(""u8).ShouldBe(2);
        dictionary.Count.ShouldBe(3);
        dictionary.Find("a"u8).ShouldBe(1);
        dictionary.Find("c"u8).ShouldBe(-1);
        dictionary.Find(""u8).ShouldBe(2);
    }

    [Fact]
    public void A_hundred_thousand_texts_are_told_apart_and_never_move()
    {
        var dictionary = new TextDictionary();
        var first = dictionary[dictionary.GetOrAdd("sensor-0"u8)];
        for (var i = 0; i < 100_000; i++)
        {
            dictionary.GetOrAdd(Encoding.UTF8.GetBytes($"sensor-{i}")).ShouldBe(i);
        }

        for (var i = 0; i < 100_000; i += 997)
        {
            dictionary.Find(Encoding.UTF8.GetBytes($"sensor-{i}")).ShouldBe(i);
            dictionary[i].ToString().ShouldBe($"sensor-{i}");
        }

        dictionary[0].Buffer.ShouldBeSameAs(first.Buffer);
        first.ToString().ShouldBe("sensor-0");
    }

    [Fact]
    public void Texts_that_differ_in_length_or_one_byte_differ()
    {
        var dictionary = new TextDictionary();
        var texts = Enumerable.Range(0, 40).SelectMany(length => new[] { new byte[length], Last(length) }).Where(text => text.Length > 0)
            .ToArray();
        var codes = texts.Select(text => dictionary.GetOrAdd(text)).ToArray();
        codes.Distinct().Count().ShouldBe(texts.Length);

        static byte[] Last(int length)
        {
            var text = new byte[length];
            text.AsSpan(Math.Max(0, length - 1)).Fill(1);
            return text;
        }
    }

    [Fact]
    public void The_size_covers_the_text_also_of_one_larger_than_a_block()
    {
        var dictionary = new TextDictionary();
        var large = new byte[200_000];
        dictionary.GetOrAdd(large);
        dictionary.GetOrAdd("after"u8);
        dictionary.Size.ShouldBeGreaterThanOrEqualTo(200_005);
        dictionary[0].Length.ShouldBe(200_000);
        dictionary[1].ToString().ShouldBe("after");
    }
}
