namespace Sensorium.Streams.Tests.Partitions;

public sealed class DiskFaultTests : IDisposable
{
    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(1500)]
    public async Task A_full_disk_refuses_loses_nothing_and_the_log_goes_on_when_there_is_room(int room)
    {
        await using var log = _test.Open();
        await TestLog.AppendEach(log, "a");
        _test.Files.Room = room;
        var refused = await log.Append(new(0, TestLog.Batch(TestLog.Noise('b', 2000))));
        refused.Outcome.ShouldBe(AppendOutcome.DiskFull);
        refused.Refusal!.Code.ShouldBe("SN3009");
        refused.Count.ShouldBe(0);
        log.DiskRefusal.ShouldBe(refused.Refusal);
        TestLog.Values(log.Partitions[0]).ShouldBe(["a"]);
        (await log.Append(new(0, TestLog.Batch("still full")))).Outcome.ShouldBe(AppendOutcome.DiskFull);

        _test.Files.Room = long.MaxValue;
        await TestLog.AppendEach(log, "c");
        log.DiskRefusal.ShouldBeNull();
        TestLog.Values(log.Partitions[0]).ShouldBe(["a", "c"]);
        var ledger = log.Ledger();
        (ledger.Received, ledger.Appended, ledger.Refused).ShouldBe((4, 2, 2));

        using var killed = _test.Fork();
        await using var opened = killed.Open();
        TestLog.Values(opened.Partitions[0]).ShouldBe(["a", "c"]);
        opened.Ledger().Refused.ShouldBe(2);
    }

    [Fact]
    public async Task A_disk_that_fills_up_at_a_new_segment_refuses_and_goes_on()
    {
        _test.Options = _test.Options with { SegmentBytes = 4096 };
        await using var log = _test.Open();
        var large = TestLog.Noise('x', 3000);
        await TestLog.AppendEach(log, large);
        _test.Files.Room = 20;
        (await log.Append(new(0, TestLog.Batch(large)))).Outcome.ShouldBe(AppendOutcome.DiskFull);
        _test.Files.Room = long.MaxValue;
        await TestLog.AppendEach(log, large, "end");
        using var killed = _test.Fork();
        await using var opened = killed.Open();
        TestLog.Values(opened.Partitions[0]).ShouldBe([large, large, "end"]);
    }

    [Fact]
    public async Task After_a_failed_sync_nothing_of_it_is_acknowledged_or_read_and_the_log_goes_on_behind_the_last_good_frame()
    {
        await using var log = _test.Open();
        await TestLog.AppendEach(log, "a");
        _test.Files.SyncFails = true;
        var refused = await log.Append(new(0, TestLog.Batch("lost")));
        refused.Outcome.ShouldBe(AppendOutcome.StorageFailed);
        refused.Refusal!.Code.ShouldBe("SN3010");
        (await log.Append(new(0, TestLog.Batch("lost too")))).Outcome.ShouldBe(AppendOutcome.StorageFailed);
        TestLog.Values(log.Partitions[0]).ShouldBe(["a"]);

        _test.Files.SyncFails = false;
        await TestLog.AppendEach(log, "b");
        TestLog.Values(log.Partitions[0]).ShouldBe(["a", "b"]);
        using var killed = _test.Fork();
        await using var opened = killed.Open();
        TestLog.Values(opened.Partitions[0]).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_new_segment_whose_name_may_not_be_durable_is_not_used()
    {
        _test.Options = _test.Options with { SegmentBytes = 4096 };
        await using var log = _test.Open();
        var large = TestLog.Noise('x', 3000);
        await TestLog.AppendEach(log, large);
        _test.Files.DirectorySyncFails = true;
        (await log.Append(new(0, TestLog.Batch(large)))).Outcome.ShouldBe(AppendOutcome.StorageFailed);
        using (var killed = _test.Fork())
        {
            await using var opened = killed.Open();
            TestLog.Values(opened.Partitions[0]).ShouldBe([large]);
        }

        _test.Files.DirectorySyncFails = false;
        await TestLog.AppendEach(log, "b", large);
        TestLog.Values(log.Partitions[0]).ShouldBe([large, "b", large]);
        using var later = _test.Fork();
        await using var reopened = later.Open();
        TestLog.Values(reopened.Partitions[0]).ShouldBe([large, "b", large]);
    }

    [Fact]
    public async Task A_retry_after_a_full_disk_is_no_duplicate()
    {
        await using var log = _test.Open();
        var request = new AppendRequest(0, TestLog.Batch("a")) { Producer = new(1, 1), Sequence = 1 };
        _test.Files.Room = 0;
        (await log.Append(request)).Outcome.ShouldBe(AppendOutcome.DiskFull);
        _test.Files.Room = long.MaxValue;
        (await log.Append(request)).Outcome.ShouldBe(AppendOutcome.Appended);
        TestLog.Values(log.Partitions[0]).ShouldBe(["a"]);
    }
}
