using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;
using Sensorium.Streams.Segments;

namespace Sensorium.Streams.Tests.Segments;

public sealed class RecoveryTests : IDisposable
{
    private const int OneLetterFrame = FrameHeader.Size + sizeof(int) + 1;

    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_torn_tail_is_cut_on_open_at_every_byte_of_the_last_frame()
    {
        await using var log = _test.Open();
        await TestLog.AppendEach(log, "a", "b", "c");
        for (var missing = 1; missing <= OneLetterFrame; missing++)
        {
            using var killed = _test.Fork();
            var segment = killed.Segments()[0];
            var bytes = await File.ReadAllBytesAsync(segment);
            await File.WriteAllBytesAsync(segment, missing % 2 == 0 ? bytes[..^missing] : [.. bytes[..^missing], .. new byte[missing]]);
            await using (var opened = killed.Open())
            {
                TestLog.Values(opened.Partitions[0]).ShouldBe(["a", "b"]);
                (await opened.Append(new(0, TestLog.Batch("d")))).FirstOffset.ShouldBe(2);
            }

            await using var again = killed.Open();
            TestLog.Values(again.Partitions[0]).ShouldBe(["a", "b", "d"]);
        }
    }

    [Fact]
    public async Task A_flipped_bit_before_what_was_written_later_is_refused_with_its_place()
    {
        await using var log = _test.Open();
        await TestLog.AppendEach(log, "a", "b", "c");
        var bytes = await File.ReadAllBytesAsync(_test.Segments()[0]);
        var second = bytes.Length - (2 * OneLetterFrame);
        for (var at = second; at < second + OneLetterFrame; at++)
        {
            using var killed = _test.Fork();
            bytes[at] ^= 0x10;
            await File.WriteAllBytesAsync(killed.Segments()[0], bytes);
            bytes[at] ^= 0x10;
            var refusal = Should.Throw<SensoriumException>(killed.Open);
            refusal.Code.ShouldBe("SN3002");
            refusal.Message.ShouldContain($"00000000000000000000.segment is damaged at byte {second}, where record 1 should start");
            refusal.Fix.ShouldContain($"truncate -s {second}");
        }
    }

    [Fact]
    public async Task The_way_to_repair_a_damaged_segment_works()
    {
        await using var log = _test.Open();
        await TestLog.AppendEach(log, "a", "b", "c");
        using var killed = _test.Fork();
        await Flip(killed.Segments()[0], (2 * OneLetterFrame) - 1);
        Should.Throw<SensoriumException>(killed.Open);
        using (var file = File.OpenWrite(killed.Segments()[0]))
        {
            file.SetLength(file.Length - (2 * OneLetterFrame));
        }

        await using var opened = killed.Open();
        TestLog.Values(opened.Partitions[0]).ShouldBe(["a"]);
    }

    [Fact]
    public async Task After_a_clean_close_the_last_frame_is_protected_too()
    {
        await using (var log = _test.Open())
        {
            await TestLog.AppendEach(log, "a", "b");
        }

        await Flip(_test.Segments()[0], FrameHeader.Size + 1);
        Should.Throw<SensoriumException>(_test.Open).Code.ShouldBe("SN3002");
    }

    [Fact]
    public async Task A_group_torn_in_its_first_frame_is_cut_whole_and_its_later_frames_never_come_back()
    {
        await using var log = _test.Open();
        await TestLog.AppendEach(log, "a");
        await AppendTogether(log, "b", "c");
        using var killed = _test.Fork();
        await Flip(killed.Segments()[0], (2 * OneLetterFrame) - 1);
        await using (var opened = killed.Open())
        {
            TestLog.Values(opened.Partitions[0]).ShouldBe(["a"]);
            await TestLog.AppendEach(opened, "d");
            TestLog.Values(opened.Partitions[0]).ShouldBe(["a", "d"]);
            using var killedAgain = killed.Fork();
            await using var reopened = killedAgain.Open();
            TestLog.Values(reopened.Partitions[0]).ShouldBe(["a", "d"]);
        }
    }

    [Fact]
    public async Task Damage_in_an_older_segment_is_refused_when_it_is_read()
    {
        _test.Options = _test.Options with { SegmentBytes = 4096 };
        await using (var log = _test.Open())
        {
            await TestLog.AppendEach(log, TestLog.Noise('a', 3000), TestLog.Noise('b', 3000), "c");
        }

        _test.Segments().Length.ShouldBe(2);
        await Flip(_test.Segments()[0], 100);
        await using var opened = _test.Open();
        var refusal = Should.Throw<SensoriumException>(() => TestLog.Values(opened.Partitions[0]));
        refusal.Code.ShouldBe("SN3002");
        TestLog.Values(opened.Partitions[0], from: 2).ShouldBe(["c"]);
    }

    [Fact]
    public async Task Missing_segments_and_partitions_are_refused_by_name()
    {
        _test.Options = _test.Options with { SegmentBytes = 4096 };
        await using (var log = _test.Open())
        {
            await TestLog.AppendEach(log, TestLog.Noise('a', 3000), TestLog.Noise('b', 3000), TestLog.Noise('c', 3000));
        }

        using var another = _test.Fork();
        File.Delete(_test.Segments()[1]);
        var refusal = Should.Throw<SensoriumException>(_test.Open);
        refusal.Code.ShouldBe("SN3005");
        refusal.Message.ShouldContain("00000000000000000002.segment");

        Directory.Delete(another.PathOf("0"), recursive: true);
        Should.Throw<SensoriumException>(another.Open).Code.ShouldBe("SN3005");
    }

    [Fact]
    public async Task A_segment_or_file_of_a_newer_release_is_refused_by_name()
    {
        await _test.Open().DisposeAsync();
        using var another = _test.Fork();
        var bytes = await File.ReadAllBytesAsync(_test.Segments()[0]);
        bytes[12] = SegmentHeader.CurrentVersion + 1;
        await File.WriteAllBytesAsync(_test.Segments()[0], bytes);
        Should.Throw<SensoriumException>(_test.Open).Code.ShouldBe("SN3003");

        await File.WriteAllTextAsync(another.PathOf("stream.json"), """{"format":2,"stream":"temp","partitions":1}""");
        Should.Throw<SensoriumException>(another.Open).Code.ShouldBe("SN3003");
        await File.WriteAllTextAsync(another.PathOf("stream.json"), "{");
        Should.Throw<SensoriumException>(another.Open).Code.ShouldBe("SN3014");
    }

    [Fact]
    public async Task A_log_that_ends_before_what_a_pipeline_has_committed_is_refused()
    {
        await using (var log = _test.Open())
        {
            await TestLog.AppendEach(log, "a", "b");
            log.Register("p");
            log.Commit("p", 0, Position.FromOffset(2));
            Should.Throw<SensoriumException>(() => log.Commit("p", 0, Position.FromOffset(3))).Code.ShouldBe("SN3006");
        }

        using (var file = File.OpenWrite(_test.Segments()[0]))
        {
            file.SetLength(file.Length - FrameHeader.Size - 1);
        }

        var refusal = Should.Throw<SensoriumException>(_test.Open);
        refusal.Code.ShouldBe("SN3006");
        refusal.Message.ShouldContain("ends at record 1, but pipeline 'p' has read up to 2");
    }

    [Fact]
    public async Task A_stream_whose_making_was_cut_is_made_on()
    {
        _test.Options = _test.Options with { PartitionCount = 3 };
        await _test.Open().DisposeAsync();
        File.Delete(_test.PathOf("stream.json"));
        Directory.Delete(_test.PathOf("2"), recursive: true);
        await using var log = _test.Open();
        (await log.Append(new(2, TestLog.Batch("a")))).IsDurable.ShouldBeTrue();
    }

    /// <summary>The first append holds the disk, the rest wait and are one group.</summary>
    private async Task AppendTogether(StreamLog log, params string[] values)
    {
        _test.Files.Gate.Reset();
        var answers = new List<Task<AppendResult>>();
        var first = log.Retain();
        foreach (var value in values)
        {
            answers.Add(log.Append(new(0, TestLog.Batch(value))).AsTask());
        }

        _test.Files.Gate.Set();
        await first;
        await Task.WhenAll(answers);
    }

    private static async Task Flip(string path, int bytesFromEnd)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^bytesFromEnd] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
    }
}
