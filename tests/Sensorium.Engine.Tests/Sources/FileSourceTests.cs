using System.IO.Compression;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Sources;

public sealed class FileSourceTests
{
    [Theory]
    [InlineData("{}\n{\"a\":1}\n", "0:{} 3:{\"a\":1}")]
    [InlineData("{}\n{\"a\":1}", "0:{} 3:{\"a\":1}")]
    [InlineData("{}\r\n{\"a\":1}\r\n", "0:{} 4:{\"a\":1}")]
    [InlineData("\n\n{}\n\r\n\n[]\n\n", "2:{} 8:[]")]
    [InlineData("\uFEFF{}\n[]", "3:{} 6:[]")]
    [InlineData("\n", "")]
    [InlineData("", "")]
    [InlineData(" \n", "0: ")]
    public void Lines_are_records_at_their_byte_offsets(string text, string expected) =>
        ReadAll(text, RecordFormat.Json).ShouldBe(expected);

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "4:1,2 8:3,4")]
    [InlineData("\uFEFFa,b\r\n1,2\r\n", "8:1,2")]
    [InlineData("a,b\n\"x\ny\",2\n3,4", "4:\"x\ny\",2 12:3,4")]
    [InlineData("a,b\n\"x\r\ny\"\r\n3\r\n", "4:\"x\r\ny\" 12:3")]
    [InlineData("a,b\n1,\"say \"\"\n\"\"\"\n3,4", "4:1,\"say \"\"\n\"\"\" 18:3,4")]
    [InlineData("a,b\n5\",2\n6\",4\n", "4:5\",2 9:6\",4")]
    [InlineData("a,b\n\"open,2\n3,4\n5,6\n", "4:\"open,2 12:3,4 16:5,6")]
    [InlineData("a,b\n\"open,2\n\"x\"y,4\n5,6\n", "4:\"open,2 12:\"x\"y,4 19:5,6")]
    [InlineData("a,b\n", "")]
    [InlineData("a,b", "")]
    [InlineData("", "")]
    public void Rows_are_records_and_a_quote_left_open_spoils_only_its_line(string text, string expected) =>
        ReadAll(text, RecordFormat.Csv).ShouldBe(expected);

    [Fact]
    public void A_file_without_a_header_begins_with_a_record() =>
        ReadAll("1,2\n3,4\n", RecordFormat.Csv, new(HasHeader: false)).ShouldBe("0:1,2 4:3,4");

    [Fact]
    public void The_header_is_known_before_the_first_record()
    {
        using var source = Open(new(), Encoding.UTF8.GetBytes("\n\"a \"\"x\"\"\", b ,\"c,d\",ö\n1,2,3,4\n"), RecordFormat.Csv);
        source.Header(0).ShouldBe(["a \"x\"", "b", "c,d", "ö"]);
        Open(new(), "{}"u8.ToArray(), RecordFormat.Json).Header(0).ShouldBeNull();
    }

    [Fact]
    public void Blocks_end_where_records_do_and_any_position_can_be_read_from()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5000; i++)
        {
            text.Append('x', i * 7 % 300).Append(i).Append(i % 3 == 0 ? "\r\n" : "\n");
        }

        var whole = Encoding.UTF8.GetBytes(text.ToString());
        foreach (var bytes in new[] { whole, Gzip(whole) })
        {
            using var source = Open(new(), bytes, RecordFormat.Json);
            var records = Records(source, 10_000, out var blocks);
            blocks.ShouldBeGreaterThan(50);
            records.Count.ShouldBe(5000);
            string.Join('\n', records.Select(record => record.Text)).ShouldBe(text.ToString().Replace("\r\n", "\n").TrimEnd('\n'));
            var block = new RecordBlock();
            foreach (var (offset, record) in records.Where((_, i) => i % 500 == 123).Reverse())
            {
                source.Partitions[0].Read(block, Position.FromOffset(offset), 100).ShouldBeGreaterThan(0);
                Encoding.UTF8.GetString(block.Value(0)).ShouldBe(record);
            }

            source.Partitions[0].Read(block, Position.FromOffset(whole.Length), 100).ShouldBe(0);
            block.Next.ShouldBe(Position.FromOffset(whole.Length));
            source.Partitions[0].End.ShouldBe(Position.FromOffset(whole.Length));
        }
    }

    [Fact]
    public void A_block_of_plain_lines_says_so()
    {
        var block = new RecordBlock();
        using var lines = Open(new(), "{}\n{}\n{}"u8.ToArray(), RecordFormat.Json);
        lines.Partitions[0].Read(block, default, 1000).ShouldBe(3);
        block.IsLines.ShouldBeTrue();
        block.HasAppendTimes.ShouldBeFalse();
        using var broken = Open(new(), "{}\r\n{}\n"u8.ToArray(), RecordFormat.Json);
        broken.Partitions[0].Read(block, default, 1000);
        block.IsLines.ShouldBeFalse();
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_a_record()
    {
        var line = new byte[10_000_000];
        Array.Fill(line, (byte)'a');
        byte[] text = [.. "first\n"u8, .. line, .. "\nlast"u8];
        foreach (var bytes in new[] { text, Gzip(text) })
        {
            using var source = Open(new(), bytes, RecordFormat.Json);
            Records(source, 1 << 16, out _).Select(record => (record.Offset, record.Text.Length))
                .ShouldBe([(0, 5), (6, 10_000_000), (10_000_007, 4)]);
        }
    }

    [Fact]
    public void A_line_that_is_too_long_is_handed_over_empty()
    {
        var line = new byte[RecordSplitter.MaxLength + 5000];
        Array.Fill(line, (byte)'a');
        byte[] text = [.. "first\n"u8, .. line, .. "\nlast"u8];
        using var source = Open(new(), text, RecordFormat.Json);
        Records(source, 1 << 20, out _).Select(record => (record.Offset, record.Text))
            .ShouldBe([(0, "first"), (6, ""), (text.Length - 4, "last")]);
    }

    [Fact]
    public void Files_are_partitions_in_the_order_given()
    {
        var files = new MemoryFiles { ["b"] = "1\n"u8.ToArray(), ["a"] = Gzip("2\n"u8) };
        using var source = new FileSource(files, "s", ["b", "a"], RecordFormat.Json, new());
        source.Stream.ShouldBe("s");
        var block = new RecordBlock();
        source.Partitions.Select(
            partition =>
                (partition.Number, partition.IsFinite, partition.Read(block, partition.Start, 10), Encoding.UTF8.GetString(block.Value(0))))
            .ShouldBe([(0, true, 1, "1"), (1, true, 1, "2")]);
        source.Partitions[0].WaitForData(default, default).AsTask().IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var refusal = Should.Throw<SensoriumException>(
            () => new FileSource(new MemoryFiles(), "s", ["gone.json"], RecordFormat.Json, new()));
        refusal.Code.ShouldBe("SN4102");
        refusal.Message.ShouldContain("gone.json");
    }

    [Fact]
    public void Damaged_gzip_is_refused_by_name()
    {
        var text = new byte[100_000];
        new Random(1).NextBytes(text);
        var bytes = Gzip(text);
        foreach (var damaged in new[] { bytes[..50_000], [.. bytes[..50_000], .. bytes[60_000..]] })
        {
            using var source = Open(new(), damaged, RecordFormat.Json);
            Should.Throw<SensoriumException>(() => Records(source, 1 << 20, out _)).Code.ShouldBe("SN4103");
        }
    }

    [Fact]
    public void Gzip_of_several_members_is_read_to_its_end()
    {
        using var source = Open(new(), [.. Gzip("1\n2\n"u8), .. Gzip("3\n"u8)], RecordFormat.Json);
        Records(source, 1 << 20, out _).Select(record => record.Text).ShouldBe(["1", "2", "3"]);
    }

    private static byte[] Gzip(ReadOnlySpan<byte> text)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return memory.ToArray();
    }

    private static FileSource Open(MemoryFiles files, byte[] bytes, RecordFormat format, CsvOptions? csv = null)
    {
        files["f"] = bytes;
        return new(files, "s", ["f"], format, csv ?? new());
    }

    private static string ReadAll(string text, RecordFormat format, CsvOptions? csv = null)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var plain = Open(new(), bytes, format, csv);
        using var zipped = Open(new(), Gzip(bytes), format, csv);
        var all = string.Join(' ', Records(plain, 1000, out _).Select(record => $"{record.Offset}:{record.Text}"));
        string.Join(' ', Records(zipped, 1000, out _).Select(record => $"{record.Offset}:{record.Text}")).ShouldBe(all);
        return all;
    }

    private static List<(long Offset, string Text)> Records(FileSource source, int maxBytes, out int blocks)
    {
        var records = new List<(long, string)>();
        var block = new RecordBlock();
        var from = Position.Start;
        for (blocks = 0; source.Partitions[0].Read(block, from, maxBytes) > 0; blocks++)
        {
            for (var i = 0; i < block.Count; i++)
            {
                records.Add((block.Offsets[i], Encoding.UTF8.GetString(block.Value(i))));
            }

            block.Next.ShouldBeGreaterThan(from);
            from = block.Next;
        }

        return records;
    }
}
