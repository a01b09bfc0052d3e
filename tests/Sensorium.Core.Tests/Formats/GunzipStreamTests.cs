using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sensorium.Core.Formats;
using Shouldly;
using Xunit;

namespace Sensorium.Core.Tests.Formats;

public class GunzipStreamTests
{
    private static readonly byte[] _text = Encoding.UTF8.GetBytes(
        "{\"tram\": 7, \"stop\": \"Brunnsparken\"}\n{\"tram\": 11, \"stop\": \"Saltholmen\"}\n");

    [Fact]
    public void Members_of_any_size_and_number_are_one_file_however_the_source_is_cut()
    {
        var cases =
            from sizes in Gen.Choose(0, 3).SelectMany(most => Gen.Choose(0, (int)Math.Pow(50, most)).ArrayOf())
                .Where(sizes => sizes is { Length: > 0 and < 30 })
            from seed in Gen.Choose(0, int.MaxValue)
            select (sizes, seed);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var random = new Random(one.seed);
            using var file = new MemoryStream();
            var expected = new List<byte>();
            foreach (var size in one.sizes)
            {
                var content = Content(random, size);
                expected.AddRange(content);
                file.Write(Packed(content, random.Next(2) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression));
                file.Write(new byte[random.Next(3) == 0 ? random.Next(600) : 0]);
            }

            Inflated(file.ToArray(), random).ShouldBe(expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public async Task Reading_with_and_without_waiting_gives_the_same()
    {
        var content = Content(new(5), 700_000);
        byte[] file = [.. Packed(content), .. Packed(_text), .. Packed([])];
        await using var reader = new GunzipStream(new MemoryStream(file), "it");
        using var read = new MemoryStream();
        await reader.CopyToAsync(read);

        read.ToArray().ShouldBe([.. content, .. _text]);
        Inflated(file).ShouldBe(read.ToArray());
    }

    [Fact]
    public void A_header_may_carry_a_name_a_comment_and_more()
    {
        var plain = Packed(_text);
        byte[] header =
        [
            0x1F, 0x8B, 8, 0b1_1110, 0, 0, 0, 0, 0, 3, 4, 0, 1, 2, 3, 4, .. "trams.ndjson\0"u8, .. "of line 7\0"u8, 0xAB, 0xCD
        ];

        Inflated([.. header, .. plain[10..]]).ShouldBe(_text);
    }

    [Theory]
    [InlineData("{\"tram\": 3}\n")]
    [InlineData("x")]
    [InlineData("\0\0\0trailing")]
    [InlineData("PK\u0003\u0004")]
    public void Bytes_behind_the_end_that_are_not_gzip_are_an_error_that_says_where(string behind)
    {
        byte[] file = [.. Packed(_text), .. Encoding.UTF8.GetBytes(behind)];
        var at = Packed(_text).Length + behind.TakeWhile(c => c == '\0').Count();

        Error(file).ShouldBe($"it is not whole gzip: behind its end, from byte {at:N0} on, stand bytes that are not gzip.");
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_an_error()
    {
        byte[] file = [.. Packed(Content(new(9), 3_000)), .. Packed(_text)];
        var first = Packed(Content(new(9), 3_000)).Length;
        for (var length = 0; length < file.Length; length++)
        {
            if (length != first)
            {
                Should.Throw<SensoriumException>(() => Inflated(file[..length]), $"cut at {length} of {file.Length}");
            }
        }

        Inflated(file[..first]).Length.ShouldBe(3_000);
    }

    [Fact]
    public void A_flipped_bit_never_changes_what_is_read()
    {
        var file = Packed(_text);
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var flipped = (byte[])file.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (TryInflate(flipped) is { } read)
            {
                // The header's time and the bits that fill the data's last byte up say nothing of the content.
                read.ShouldBe(_text);
            }
        }
    }

    [Fact]
    public void A_header_without_an_end_is_refused_before_it_fills_the_memory()
    {
        byte[] file = [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, .. Enumerable.Repeat((byte)'n', 1 << 20)];

        Error(file).ShouldBe("it is not whole gzip: the header at byte 0 is too long.");
    }

    [Fact]
    public void Text_is_opened_by_its_first_bytes()
    {
        using var packed = Gzip.OpenText(new MemoryStream(Packed(_text)), "trams");
        using var plain = Gzip.OpenText(new MemoryStream(_text), "trams");
        using var empty = Gzip.OpenText(new MemoryStream(), "nothing");

        new StreamReader(packed).ReadToEnd().ShouldBe(new StreamReader(plain).ReadToEnd());
        empty.ReadByte().ShouldBe(-1);
    }

    private static byte[] Content(Random random, int size)
    {
        // Half of it repeats, so that blocks of all kinds come up.
        var content = new byte[size];
        random.NextBytes(content);
        for (var at = 100; at + 100 < size; at += 200)
        {
            content.AsSpan(random.Next(at), 100).CopyTo(content.AsSpan(at));
        }

        return content;
    }

    private static byte[] Packed(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(content);
        }

        return packed.ToArray() is { Length: > 0 } file ? file : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    [SuppressMessage("Security", "CA5394", Justification = "a seeded test")]
    private static byte[] Inflated(byte[] file, Random? random = null)
    {
        using var reader = new GunzipStream(new Pieces(file, random), "it");
        using var read = new MemoryStream();
        var buffer = new byte[10_000];
        while (reader.Read(buffer.AsSpan(0, random?.Next(1, buffer.Length) ?? buffer.Length)) is > 0 and var length)
        {
            read.Write(buffer, 0, length);
        }

        reader.Position.ShouldBe(read.Length);
        return read.ToArray();
    }

    private static byte[]? TryInflate(byte[] file)
    {
        try
        {
            return Inflated(file);
        }
        catch (SensoriumException)
        {
            return null;
        }
    }

    private static string Error(byte[] file) => Should.Throw<SensoriumException>(() => Inflated(file)).Message;

    /// <summary>Gives fewer bytes than asked, as a socket does.</summary>
    private sealed class Pieces(byte[] file, Random? random) : MemoryStream(file)
    {
        public override int Read(Span<byte> buffer) => base.Read(random is null ? buffer : buffer[..random.Next(1, buffer.Length + 1)]);
    }
}
