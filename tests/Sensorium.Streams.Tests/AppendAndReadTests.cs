using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Streams.Tests;

public sealed class AppendAndReadTests : IDisposable
{
    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task What_is_appended_is_read_with_keys_offsets_and_append_times()
    {
        await using var log = _test.Open();
        var batch = new RecordBatch();
        batch.Add("k1"u8, "one"u8);
        batch.Add("two"u8);
        batch.Add(""u8, ""u8);
        var result = await log.Append(new(0, batch) { Simulated = true });
        result.ShouldBe(new(AppendOutcome.Appended, 0, 0, 3));
        _test.Time.Advance(TimeSpan.FromSeconds(1));
        (await log.Append(new(0, TestLog.Batch("four")))).FirstOffset.ShouldBe(3);

        var block = new RecordBlock();
        log.Partitions[0].Read(block, Position.Start, 1 << 20).ShouldBe(4);
        block.Count.ShouldBe(4);
        block.HasAppendTimes.ShouldBeTrue();
        block.HasKeys.ShouldBeTrue();
        block.AnySimulated.ShouldBeTrue();
        Enumerable.Range(0, 4).Select(i => Encoding.UTF8.GetString(block.Value(i))).ShouldBe(["one", "two", "", "four"]);
        block.Offsets[..4].ShouldBe([0L, 1, 2, 3]);
        block.KeyLengths[..4].ShouldBe([2, RecordBlock.NoKey, 0, RecordBlock.NoKey]);
        Encoding.UTF8.GetString(block.Data, block.KeyStarts[0], 2).ShouldBe("k1");
        (block.AppendTimes[3] - block.AppendTimes[0]).ShouldBe(1_000_000);
        block.Next.ShouldBe(log.Partitions[0].End);
        log.Partitions[0].Read(block, block.Next, 1 << 20).ShouldBe(0);
    }

    [Fact]
    public async Task Reading_starts_at_any_record_also_within_a_frame()
    {
        await using var log = _test.Open();
        await log.Append(new(0, TestLog.Batch("a", "b", "c")));
        await log.Append(new(0, TestLog.Batch("d", "e")));
        for (var from = 0; from <= 5; from++)
        {
            TestLog.Values(log.Partitions[0], from).ShouldBe("abcde"[from..].Select(letter => letter.ToString()));
        }
    }

    [Fact]
    public async Task Control_records_take_an_offset_and_stand_between_the_records()
    {
        await using var log = _test.Open();
        (await log.AppendHeartbeat(0, ControlKind.NothingBefore, 17)).FirstOffset.ShouldBe(0);
        await log.Append(new(0, TestLog.Batch("a", "b")));
        await log.AppendHeartbeat(0, ControlKind.Heartbeat, 42);
        (await log.AppendCanary(0, 7)).ShouldBe(new(AppendOutcome.Appended, 0, 4, 1));

        var block = new RecordBlock();
        log.Partitions[0].Read(block, Position.Start, 1 << 20).ShouldBe(5);
        var time = EventTime.From(_test.Time.GetUtcNow()).Micros;
        block.Controls.ShouldBe([
            new(ControlKind.NothingBefore, 0, 0, time, 17),
            new(ControlKind.Heartbeat, 2, 3, time, 42),
            new(ControlKind.Canary, 2, 4, time, 7)]);
        block.Offsets[..2].ShouldBe([1L, 2]);
        log.Ledger().Appended.ShouldBe(2);
    }

    [Fact]
    public async Task A_frame_larger_than_the_read_is_read_whole()
    {
        await using var log = _test.Open();
        var large = new string('x', 300_000);
        await log.Append(new(0, TestLog.Batch("small", large, "end")));
        TestLog.Values(log.Partitions[0], maxBytes: 1).ShouldBe(["small", large, "end"]);
        TestLog.Values(log.Partitions[0], from: 2, maxBytes: 1).ShouldBe(["end"]);
    }

    [Fact]
    public async Task Append_time_never_goes_back_with_the_clock()
    {
        await using (var log = _test.Open())
        {
            await log.Append(new(0, TestLog.Batch("a")));
        }

        _test.Time.AdjustTime(_test.Time.GetUtcNow().AddHours(-2));
        await using var again = _test.Open();
        await again.Append(new(0, TestLog.Batch("b")));
        var block = new RecordBlock();
        again.Partitions[0].Read(block, Position.Start, 1 << 20);
        block.AppendTimes[1].ShouldBe(block.AppendTimes[0]);
    }

    [Fact]
    public async Task A_reader_at_the_end_wakes_when_a_record_is_durable_and_not_before()
    {
        await using var log = _test.Open();
        var waiting = log.Partitions[0].WaitForData(Position.Start, default).AsTask();
        _test.Files.Gate.Reset();
        var append = log.Append(new(0, TestLog.Batch("a")));
        waiting.IsCompleted.ShouldBeFalse();
        log.Partitions[0].End.ShouldBe(Position.Start);
        _test.Files.Gate.Set();
        await append;
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        TestLog.Values(log.Partitions[0]).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_wait_for_data_can_be_cancelled()
    {
        await using var log = _test.Open();
        using var cancellation = new CancellationTokenSource();
        var waiting = log.Partitions[0].WaitForData(Position.Start, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task Producers_that_wait_together_share_one_sync()
    {
        await using var log = _test.Open();
        _test.Files.Gate.Reset();
        var first = log.Append(new(0, TestLog.Batch("first")));
        var rest = Enumerable.Range(0, 50).Select(i => log.Append(new(0, TestLog.Batch($"{i}"))).AsTask()).ToArray();
        var before = _test.Files.Syncs;
        _test.Files.Gate.Set();
        await first;
        (await Task.WhenAll(rest)).ShouldAllBe(result => result.IsDurable);
        (_test.Files.Syncs - before).ShouldBeLessThanOrEqualTo(2);
        TestLog.Values(log.Partitions[0])[1..].ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_second_owner_is_refused_by_name()
    {
        await using var log = _test.Open();
        var refusal = Should.Throw<SensoriumException>(_test.Open);
        refusal.Code.ShouldBe("SN3001");
        refusal.Message.ShouldContain("'temp'");
    }

    [Fact]
    public async Task Another_number_of_partitions_is_refused()
    {
        await _test.Open().DisposeAsync();
        _test.Options = new() { PartitionCount = 8 };
        Should.Throw<SensoriumException>(_test.Open).Code.ShouldBe("SN3004");
    }

    [Fact]
    public async Task A_copy_is_read_beside_its_owner_and_is_finite()
    {
        await using var log = _test.Open();
        await log.Append(new(0, TestLog.Batch("a")));
        var copy = _test.OpenReadOnly();
        TestLog.Values(copy.Partitions[0]).ShouldBe(["a"]);
        copy.Partitions[0].IsFinite.ShouldBeTrue();
        copy.Ledger().Appended.ShouldBe(1);
        Should.Throw<SensoriumException>(() => copy.Append(new(0, TestLog.Batch("b"))).AsTask()).Code.ShouldBe("SN3013");
    }
}
