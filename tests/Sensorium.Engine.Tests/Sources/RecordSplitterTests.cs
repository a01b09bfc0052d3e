using System.IO.Compression;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Sources;

/// <summary>
/// The records of a file depend on the file alone: not on the size of blocks, on where reading starts, or on compression. With
/// SENSORIUM_TEST_LONG=1 on some two thousand files, else on forty.
/// </summary>
public sealed class RecordSplitterTests
{
    private static readonly int Files = Environment.GetEnvironmentVariable("SENSORIUM_TEST_LONG") == "1" ? 2000 : 40;

    private static readonly string[] Pieces =
        ["a", "word", "1.5", ",", ",", ",", ";", "\"", "\"", "\"\"", "\n", "\n", "\r\n", "\r", " ", "ö", ",\"", "\",", "\"\n", "\n\"", "",
            "\uFEFF"];

    [Theory]
    [InlineData(RecordFormat.Csv, 1)]
    [InlineData(RecordFormat.Csv, 2)]
    [InlineData(RecordFormat.Json, 3)]
    public void Records_are_the_same_however_a_file_is_read(RecordFormat format, int seed)
    {
        for (var round = 0; round < Files; round++)
        {
            var random = new Random((seed * 10_000) + round);
            var text = Text(random);
            var csv = new CsvOptions(HasHeader: round % 2 == 0, Delimiter: random.Next(4) == 0 ? ';' : ',');
            var expected = Split(text, format, csv);
            foreach (var isZipped in new[] { false, true })
            {
                var files = new MemoryFiles { ["f"] = isZipped ? Gzip(text) : text };
                using var source = new FileSource(files, "s", ["f"], format, csv);
                var partition = source.Partitions[0];
                Records(partition, partition.Start, () => random.Next(1, 20_000)).ShouldBe(expected, $"seed {seed}, round {round}");
                if (expected.Count > 0)
                {
                    var from = random.Next(expected.Count);
                    Records(partition, Position.FromOffset(expected[from].Offset), () => 4096)
                        .ShouldBe(expected[from..], $"seed {seed}, round {round}");
                }
            }
        }
    }

    private static byte[] Text(Random random)
    {
        var text = new StringBuilder();
        var size = random.Next(30_000);
        // Some files hold quotes and line ends everywhere, others long stretches without.
        var density = random.Next(1, 200);
        while (text.Length < size)
        {
            text.Append(random.Next(density) == 0 ? new string('x', random.Next(500)) : Pieces[random.Next(Pieces.Length)]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The rules again, one byte at a time over the whole file.</summary>
    private static List<(long Offset, string Text)> Split(byte[] text, RecordFormat format, CsvOptions csv)
    {
        var records = new List<(long, string)>();
        var at = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        while (at < text.Length)
        {
            var lineEnd = Array.IndexOf(text, (byte)'\n', at);
            lineEnd = lineEnd < 0 ? text.Length : lineEnd;
            var end = format == RecordFormat.Csv ? RowEnd(text, at, csv.Delimiter) ?? lineEnd : lineEnd;
            var length = end > at && text[end - 1] == '\r' ? end - at - 1 : end - at;
            if (length > 0)
            {
                records.Add((at, Encoding.UTF8.GetString(text, at, length)));
            }

            at = end + 1;
        }

        if (format == RecordFormat.Csv && csv.HasHeader && records.Count > 0)
        {
            records.RemoveAt(0);
        }

        return records;
    }

    /// <summary>The line end behind the row; null where its quotes do not match.</summary>
    private static int? RowEnd(byte[] text, int at, char delimiter)
    {
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                for (at++; at < text.Length && (text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"')); at++)
                {
                    at += text[at] == '"' ? 1 : 0;
                }

                if (at >= text.Length)
                {
                    return null;
                }

                at++;
                var isEnd = at == text.Length || text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] == '\n'));
                if (!isEnd && text[at] != delimiter)
                {
                    return null;
                }
            }

            while (at < text.Length && text[at] != delimiter && text[at] != '\n')
            {
                at++;
            }

            if (at >= text.Length || text[at] == '\n')
            {
                return at;
            }

            at++;
        }
    }

    private static List<(long Offset, string Text)> Records(ISourcePartition partition, Position from, Func<int> blockSize)
    {
        var records = new List<(long, string)>();
        var block = new RecordBlock();
        for (; partition.Read(block, from, blockSize()) > 0; from = block.Next)
        {
            for (var i = 0; i < block.Count; i++)
            {
                records.Add((block.Offsets[i], Encoding.UTF8.GetString(block.Value(i))));
            }
        }

        return records;
    }

    private static byte[] Gzip(byte[] text)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return memory.ToArray();
    }
}
