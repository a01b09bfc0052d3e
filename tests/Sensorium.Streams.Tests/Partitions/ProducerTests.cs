using Sensorium.Streams.Partitions;

namespace Sensorium.Streams.Tests.Partitions;

public sealed class ProducerTests : IDisposable
{
    private static readonly ProducerId Producer = ProducerId.FromText("a key from a header");

    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_retry_gets_the_first_offsets_and_counts_as_duplicate()
    {
        await using var log = _test.Open();
        await log.Append(new(0, TestLog.Batch("before")));
        var first = await Append(log, 0, "a", "b");
        first.ShouldBe(new(AppendOutcome.Appended, 0, 1, 2));
        (await Append(log, 0, "a", "b")).ShouldBe(first with { Outcome = AppendOutcome.Duplicate });
        TestLog.Values(log.Partitions[0]).ShouldBe(["before", "a", "b"]);
        var ledger = log.Ledger();
        (ledger.Received, ledger.Appended, ledger.Duplicate, ledger.Refused).ShouldBe((5, 3, 2, 0));
    }

    [Fact]
    public async Task A_retry_is_known_over_a_kill_and_over_new_segments()
    {
        _test.Options = _test.Options with { SegmentBytes = 4096 };
        await using var log = _test.Open();
        var first = await Append(log, 7, "a");
        for (var i = 0; i < 5; i++)
        {
            await log.Append(new(0, TestLog.Batch(TestLog.Noise('x', 3000))));
        }

        using var killed = _test.Fork();
        killed.Segments().Length.ShouldBeGreaterThan(4);
        await using var opened = killed.Open();
        (await Append(opened, 7, "a")).ShouldBe(first with { Outcome = AppendOutcome.Duplicate });
        opened.Ledger().Duplicate.ShouldBe(1);
    }

    [Fact]
    public async Task Another_batch_of_a_producer_of_one_is_refused_also_over_a_kill_and_beside_it()
    {
        await using var log = _test.Open();
        var key = ProducerId.OfOneBatch("trip 7");
        _test.Files.Gate.Reset();
        var busy = log.Append(new(0, TestLog.Batch("busy")));
        var tries = new[] { Of(log, 11, "a"), Of(log, 12, "b"), Of(log, 11, "a") };
        _test.Files.Gate.Set();
        await busy;
        (await Task.WhenAll(tries)).Select(result => result.Outcome)
            .ShouldBe([AppendOutcome.Appended, AppendOutcome.SequenceReused, AppendOutcome.Duplicate]);

        using var killed = _test.Fork();
        await using var opened = killed.Open();
        (await Of(opened, 3, "c")).Outcome.ShouldBe(AppendOutcome.SequenceReused);
        (await Of(opened, 13, "a", "b")).Outcome.ShouldBe(AppendOutcome.SequenceReused);
        (await Of(opened, 11, "a")).Outcome.ShouldBe(AppendOutcome.Duplicate);
        TestLog.Values(opened.Partitions[0]).ShouldBe(["busy", "a"]);

        Task<AppendResult> Of(StreamLog to, long hash, params string[] records) =>
            to.Append(new(0, TestLog.Batch(records)) { Producer = key, Sequence = hash }).AsTask();
    }

    [Fact]
    public async Task A_retry_beside_its_first_try_is_known()
    {
        await using var log = _test.Open();
        _test.Files.Gate.Reset();
        var busy = log.Append(new(0, TestLog.Batch("busy")));
        var tries = Enumerable.Range(0, 3).Select(_ => Append(log, 3, "a").AsTask()).ToArray();
        _test.Files.Gate.Set();
        await busy;
        var results = await Task.WhenAll(tries);
        results.Select(result => result.FirstOffset).ShouldBe([1, 1, 1]);
        results.Count(result => result.Outcome == AppendOutcome.Appended).ShouldBe(1);
        TestLog.Values(log.Partitions[0]).ShouldBe(["busy", "a"]);
    }

    [Fact]
    public async Task The_last_five_batches_are_remembered_in_any_order_and_older_ones_refused()
    {
        await using var log = _test.Open();
        foreach (var sequence in new[] { 10, 30, 20, 50, 40, 60 })
        {
            (await Append(log, sequence, $"{sequence}")).Outcome.ShouldBe(AppendOutcome.Appended);
        }

        (await Append(log, 20, "20")).ShouldBe(new(AppendOutcome.Duplicate, 0, 2, 1));
        (await Append(log, 25, "25")).Outcome.ShouldBe(AppendOutcome.Appended);
        var refused = await Append(log, 10, "10");
        refused.Outcome.ShouldBe(AppendOutcome.SequenceTooOld);
        refused.Refusal!.Code.ShouldBe("SN3012");
        log.Ledger().Refused.ShouldBe(1);
    }

    [Fact]
    public async Task Other_records_under_a_used_sequence_are_not_taken_for_a_retry()
    {
        await using var log = _test.Open();
        (await Append(log, 1, "a")).Outcome.ShouldBe(AppendOutcome.Appended);
        var refused = await Append(log, 1, "b", "c");
        (refused.Outcome, refused.Refusal!.Code).ShouldBe((AppendOutcome.SequenceReused, "SN3015"));
        var ledger = log.Ledger();
        (ledger.Received, ledger.Appended, ledger.Duplicate, ledger.Refused).ShouldBe((3, 1, 0, 2));
    }

    [Fact]
    public void A_window_keeps_the_highest_sequences_in_order()
    {
        var window = new ProducerWindow(Producer);
        foreach (var sequence in new[] { 5, 1, 3, 9, 7, 2, 8 })
        {
            window.Add(new(sequence, 0, 1));
        }

        window.Batches.ToArray().Select(batch => batch.Sequence).ShouldBe([3, 5, 7, 8, 9]);
    }

    [Fact]
    public void Windows_are_bounded_forget_the_longest_unused_and_survive_being_saved()
    {
        var windows = new ProducerWindows();
        for (var i = 0; i <= ProducerWindows.Capacity; i++)
        {
            windows.Add(new(1, (ulong)i), new(0, i, 1));
            if (i == 10)
            {
                windows.Add(new(1, 0), new(1, i, 1));
            }
        }

        var loaded = new ProducerWindows();
        loaded.Load(windows.Save());
        foreach (var each in new[] { windows, loaded })
        {
            each.Count.ShouldBe(ProducerWindows.Capacity);
            each.Find(new(1, 1)).ShouldBeNull();
            each.Find(new(1, 0))!.Batches.Length.ShouldBe(2);
        }
    }

    [Fact]
    public async Task A_post_retried_whole_completes_what_was_cut_and_doubles_nothing()
    {
        _test.Options = _test.Options with { PartitionCount = 4 };
        await using var log = _test.Open();
        var writer = new RecordWriter(log);
        Fill(writer);
        var first = (await writer.Append()).ToArray();
        first.Sum(result => result.Count).ShouldBe(21);

        var only = new RecordBatch();
        only.Add("other"u8);
        await log.Append(new(first[0].Partition, only));
        Fill(writer);
        var second = await writer.Append();
        second.ShouldBe(first.Select(result => result with { Outcome = AppendOutcome.Duplicate }));

        void Fill(RecordWriter target)
        {
            target.Begin(Producer, 0);
            for (var i = 0; i < 20; i++)
            {
                target.Add(BitConverter.GetBytes(i), "value"u8);
            }

            target.Add("no key"u8);
        }
    }

    private static ValueTask<AppendResult> Append(StreamLog log, long sequence, params string[] values) =>
        log.Append(new(0, TestLog.Batch(values)) { Producer = Producer, Sequence = sequence });
}
