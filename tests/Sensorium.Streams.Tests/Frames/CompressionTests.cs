using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;
using Sensorium.Streams.Segments;

namespace Sensorium.Streams.Tests.Frames;

/// <summary>Frames of records that were compressed, beside those that were not.</summary>
public sealed class CompressionTests : IDisposable
{
    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Records_that_repeat_take_less_on_the_disk_and_are_read_as_they_were_from_any_offset()
    {
        string[] values = [.. Enumerable.Range(0, 400).Select(Reading)];
        await using (var log = _test.Open())
        {
            foreach (var batch in values.Chunk(40))
            {
                await log.Append(new(0, TestLog.Batch(batch)));
            }

            log.Ledger().Bytes.ShouldBeLessThan(values.Sum(value => value.Length) / 3);
        }

        await using var again = _test.Open();
        for (var from = 0; from < values.Length; from += 13)
        {
            TestLog.Values(again.Partitions[0], from).ShouldBe(values[from..]);
        }
    }

    [Fact]
    public async Task What_does_not_shrink_stands_as_it_came_between_what_does()
    {
        var (noise, text) = (TestLog.Noise('n', 5000), new string('t', 5000));
        await using var log = _test.Open();
        await TestLog.AppendEach(log, noise, text, noise, "short");
        var flags = Frames().Select(frame => frame.Header.Has(FrameFlags.Compressed)).ToList();
        flags.ShouldBe([false, false, true, false, false]);
        TestLog.Values(log.Partitions[0]).ShouldBe([noise, text, noise, "short"]);
    }

    [Fact]
    public async Task A_batch_of_zeros_is_not_made_so_small_that_a_reader_would_distrust_it()
    {
        var zeros = new string('\0', 4 << 20);
        await using var log = _test.Open();
        await TestLog.AppendEach(log, zeros);
        TestLog.Values(log.Partitions[0]).ShouldBe([zeros]);
    }

    [Fact]
    public async Task A_read_gives_no_more_than_was_asked_for_whatever_the_file_inflates_to()
    {
        const int asked = 100_000;
        await using var log = _test.Open();
        foreach (var batch in Enumerable.Range(0, 20_000).Select(Reading).Chunk(100))
        {
            await log.Append(new(0, TestLog.Batch(batch)));
        }

        var block = new RecordBlock();
        var (position, records) = (Position.Start, 0);
        while (log.Partitions[0].Read(block, position, asked) > 0)
        {
            (position, records) = (block.Next, records + block.Count);
            block.Lengths.AsSpan(0, block.Count).ToArray().Sum().ShouldBeLessThanOrEqualTo(asked);
            block.DataLength.ShouldBeLessThanOrEqualTo(2 * asked);
        }

        records.ShouldBe(20_000);
    }

    [Theory]
    [InlineData(1 << 30)]
    [InlineData(300)]
    public async Task A_forged_length_is_refused_and_nothing_is_allocated_for_it(int claimed)
    {
        await using (var log = _test.Open())
        {
            await TestLog.AppendEach(log, new string('x', 200));
        }

        var path = _test.Segments()[0];
        var bytes = await File.ReadAllBytesAsync(path);
        SegmentHeader.TryRead(bytes, out var segment).ShouldBeTrue();
        var at = SegmentHeader.Size + FrameHeader.Size;
        var header = Frame.Header(bytes.AsSpan(at));

        // A zstd frame that says its length in four bytes, and one block of 200 equal bytes.
        byte[] body = [0x28, 0xB5, 0x2F, 0xFD, 0xA0, 0, 0, 0, 0, 0x43, 0x06, 0x00, (byte)'x'];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(5), claimed);
        header.Flags |= FrameFlags.Compressed;
        var frame = new byte[FrameHeader.Size + body.Length];
        body.CopyTo(frame, FrameHeader.Size);
        Frame.Seal(frame, header, segment.Salt);
        await File.WriteAllBytesAsync(path, [.. bytes[..at], .. frame]);

        var copy = _test.OpenReadOnly();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<SensoriumException>(() => copy.Partitions[0].Read(new(), Position.Start, 1 << 20)).Code.ShouldBe("SN3002");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 << 20);
    }

    [Fact]
    public async Task Reading_and_writing_compressed_frames_allocates_nothing_for_a_frame()
    {
        await using var log = _test.Open();
        foreach (var batch in Enumerable.Range(0, 4000).Select(Reading).Chunk(20))
        {
            await log.Append(new(0, TestLog.Batch(batch)));
        }

        var block = new RecordBlock();
        ReadAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAll().ShouldBe(4000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4096, "200 frames");

        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(Reading)));
        var copy = body.ToArray();
        FrameCompression.Compress(copy).ShouldBeLessThan(body.Length);
        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            body.CopyTo(copy, 0);
            FrameCompression.Compress(copy);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);

        int ReadAll()
        {
            var records = 0;
            for (var at = Position.Start; log.Partitions[0].Read(block, at, 64 << 10) > 0; at = block.Next)
            {
                records += block.Count;
            }

            return records;
        }
    }

    private static string Reading(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"id\":\"temp-{number % 50:d4}\",\"value\":{20 + (number * 37 % 100 / 10.0)},\"unit\":\"celsius\",\"time\":\"2026-03-01T12:00:{number % 60:d2}Z\"}}");

    private List<(FrameHeader Header, int Length)> Frames()
    {
        var bytes = File.ReadAllBytes(_test.Segments()[0]);
        var frames = new List<(FrameHeader Header, int Length)>();
        for (var at = SegmentHeader.Size; at < bytes.Length; at += frames[^1].Length)
        {
            var header = Frame.Header(bytes.AsSpan(at));
            frames.Add((header, header.Length));
        }

        return frames;
    }
}
