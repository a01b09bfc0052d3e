using Sensorium.Core;

namespace Sensorium.Streams.Tests.Partitions;

public sealed class LimitTests : IDisposable
{
    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Too_much_waiting_for_the_disk_is_refused_as_full_and_a_patient_producer_waits()
    {
        _test.Options = _test.Options with { MaxPendingBytes = 4096 };
        await using var log = _test.Open();
        _test.Files.Gate.Reset();
        var first = log.Append(new(0, TestLog.Batch(TestLog.Noise('a', 3000))));
        var refused = await log.Append(new(0, TestLog.Batch(TestLog.Noise('b', 3000))));
        refused.Outcome.ShouldBe(AppendOutcome.Full);
        refused.Refusal!.Code.ShouldBe("SN3008");
        var patient = log.AppendWhenRoom(new(0, TestLog.Batch(TestLog.Noise('c', 3000)))).AsTask();
        patient.IsCompleted.ShouldBeFalse();
        _test.Files.Gate.Set();
        (await first).IsDurable.ShouldBeTrue();
        (await patient.WaitAsync(TimeSpan.FromSeconds(10))).FirstOffset.ShouldBe(1);
        var ledger = log.Ledger();
        (ledger.Received, ledger.Appended, ledger.Refused).ShouldBe((3, 2, 1));
    }

    [Fact]
    public async Task A_producer_stops_waiting_when_it_is_cancelled_or_the_log_closes()
    {
        _test.Options = _test.Options with { RetentionBytes = 16 << 10 };
        await using var log = _test.Open();
        log.Register("slow");
        await Fill(log);
        using var cancellation = new CancellationTokenSource();
        var waiting = log.AppendWhenRoom(new(0, TestLog.Batch(TestLog.Noise('x', 3000))), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);

        waiting = log.AppendWhenRoom(new(0, TestLog.Batch(TestLog.Noise('x', 3000)))).AsTask();
        await log.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(waiting);
    }

    [Fact]
    public async Task Records_and_batches_over_their_limits_are_refused()
    {
        _test.Options = _test.Options with { RecordMaxBytes = 10, MaxPendingBytes = 200 };
        await using var log = _test.Open();
        var batch = new RecordBatch();
        batch.Add("12345"u8, "123456"u8);
        var record = await log.Append(new(0, batch));
        record.Outcome.ShouldBe(AppendOutcome.TooLarge);
        record.Refusal!.Message.ShouldContain("11 bytes");
        var many = await log.Append(new(0, TestLog.Batch([.. Enumerable.Repeat("123456789", 20)])));
        many.Outcome.ShouldBe(AppendOutcome.TooLarge);
        many.Refusal!.Code.ShouldBe("SN3011");
        log.Ledger().Refused.ShouldBe(21);
    }

    [Fact]
    public async Task At_the_size_limit_the_pipeline_that_holds_the_records_is_named_until_it_commits()
    {
        _test.Options = _test.Options with { RetentionBytes = 16 << 10 };
        await using var log = _test.Open();
        log.Register("quick");
        log.Register("slow");
        var appended = await Fill(log);
        log.Commit("quick", 0, log.Partitions[0].End);
        var refused = await log.Append(new(0, TestLog.Batch(TestLog.Noise('x', 3000))));
        refused.Outcome.ShouldBe(AppendOutcome.Full);
        refused.Refusal!.Code.ShouldBe("SN3007");
        refused.Refusal.Message.ShouldContain("'slow' has read only up to record 0");
        TestLog.Values(log.Partitions[0]).Count.ShouldBe(appended);

        var waiting = log.AppendWhenRoom(new(0, TestLog.Batch(TestLog.Noise('y', 3000)))).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        log.Commit("slow", 0, Position.FromOffset(3));
        (await waiting.WaitAsync(TimeSpan.FromSeconds(10))).Outcome.ShouldBe(AppendOutcome.Appended);
        log.Partitions[0].Start.ToOffset().ShouldBeInRange(1, 3);
        log.Ledger().Bytes.ShouldBeLessThanOrEqualTo(16 << 10);

        log.Deregister("slow");
        for (var i = 0; i < 20; i++)
        {
            log.Commit("quick", 0, log.Partitions[0].End);
            await TestLog.AppendEach(log, TestLog.Noise('z', 3000));
        }
    }

    [Fact]
    public async Task Registrations_hold_records_back_over_a_restart()
    {
        _test.Options = _test.Options with { SegmentBytes = 4096, RetentionAge = TimeSpan.FromHours(1) };
        await using (var log = _test.Open())
        {
            log.Register("p");
            await TestLog.AppendEach(log, TestLog.Noise('a', 3000), TestLog.Noise('b', 3000), TestLog.Noise('c', 3000));
            log.Commit("p", 0, Position.FromOffset(1));
        }

        _test.Time.Advance(TimeSpan.FromHours(3));
        await using var again = _test.Open();
        await again.Retain();
        again.Partitions[0].Start.ToOffset().ShouldBe(0, "it may be the clock that is wrong");
        _test.Time.Advance(TimeSpan.FromHours(1));
        await again.Retain();
        again.Partitions[0].Start.ToOffset().ShouldBe(1);
        again.Deregister("p");
        await again.Retain();
        again.Partitions[0].Start.ShouldBe(again.Partitions[0].End);
        var ledger = again.Ledger();
        (ledger.Appended, ledger.Retained, ledger.Expired).ShouldBe((3, 0, 3));
    }

    [Fact]
    public async Task Records_past_their_age_go_a_segment_at_a_time()
    {
        _test.Options = _test.Options with { SegmentBytes = 4096, RetentionAge = TimeSpan.FromHours(1) };
        await using var log = _test.Open();
        for (var i = 0; i < 6; i++)
        {
            await TestLog.AppendEach(log, TestLog.Noise('a', 3000));
            _test.Time.Advance(TimeSpan.FromMinutes(20));
        }

        await log.Retain();
        log.Partitions[0].Start.ToOffset().ShouldBe(3);
        TestLog.Values(log.Partitions[0]).Count.ShouldBe(3);
        TestLog.Values(log.Partitions[0], from: 1).Count.ShouldBe(3, "reading from what is gone starts at what is left");
        var ledger = log.Ledger();
        (ledger.Appended, ledger.Retained, ledger.Expired).ShouldBe((6, 3, 3));

        using var killed = _test.Fork();
        await using var opened = killed.Open();
        opened.Ledger().Partitions.ShouldBe(ledger.Partitions);
    }

    [Fact]
    public async Task Recycled_segments_show_nothing_of_their_former_life()
    {
        _test.Options = _test.Options with { RetentionBytes = 16 << 10 };
        await using var log = _test.Open();
        for (var i = 0; i < 200; i++)
        {
            // Frames of one length, so that those of a file's former life stand exactly where the next one would.
            await TestLog.AppendEach(log, $"{i:d100}");
            if (i % 10 == 0)
            {
                using var killed = _test.Fork();
                await using var opened = killed.Open();
                var values = TestLog.Values(opened.Partitions[0]);
                values.ShouldBe(Enumerable.Range(i + 1 - values.Count, values.Count).Select(n => $"{n:d100}"));
                opened.Ledger().Partitions.ShouldBe(log.Ledger().Partitions);
            }
        }

        log.Ledger().Expired.ShouldBeGreaterThan(50);
        Directory.GetFiles(_test.PathOf("0")).Length.ShouldBeLessThan(8);
        var generation = BitConverter.ToInt64(await File.ReadAllBytesAsync(_test.Segments()[^1]), 24);
        generation.ShouldBeGreaterThan(5);
        new FileInfo(_test.Segments()[^1]).Length.ShouldBeGreaterThan(3500, "a recycled file keeps its length");
    }

    [Fact]
    public async Task Refusals_are_kept_over_a_clean_stop_and_pipelines_must_be_registered_to_commit()
    {
        _test.Options = _test.Options with { RecordMaxBytes = 1 };
        await using (var log = _test.Open())
        {
            await log.Append(new(0, TestLog.Batch("aa")));
            Should.Throw<InvalidOperationException>(() => log.Commit("nobody", 0, Position.Start));
        }

        await using var again = _test.Open();
        (again.Ledger().Received, again.Ledger().Refused).ShouldBe((1, 1));
    }

    private static async Task<int> Fill(StreamLog log)
    {
        var appended = 0;
        while ((await log.Append(new(0, TestLog.Batch(TestLog.Noise('x', 3000))))).IsDurable)
        {
            appended++;
        }

        return appended;
    }
}
