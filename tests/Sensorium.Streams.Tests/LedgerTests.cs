namespace Sensorium.Streams.Tests;

public sealed class LedgerTests : IDisposable
{
    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task The_ledger_balances_whenever_it_is_asked_for()
    {
        _test.Options = _test.Options with { PartitionCount = 2, SegmentBytes = 8 << 10, RetentionBytes = 64 << 10 };
        await using var log = _test.Open();
        using var end = new CancellationTokenSource();
        var sending = Task.WhenAll(Enumerable.Range(0, 4).Select(producer => Task.Run(async () =>
        {
            var batch = TestLog.Batch([.. Enumerable.Range(0, 20).Select(i => $"{i:D40}")]);
            for (var sequence = 0L; !end.IsCancellationRequested; sequence++)
            {
                // Every batch is sent twice.
                await log.Append(new(producer % 2, batch) { Producer = ProducerId.FromText($"p{producer}"), Sequence = sequence / 2 });
            }
        })));
        var now = log.Ledger();
        for (var look = 0; look < 20_000 || now.Duplicate == 0 || now.Expired == 0; look++)
        {
            now = log.Ledger();
            foreach (var ledger in now.Partitions)
            {
                ledger.Received.ShouldBe(ledger.Appended + ledger.Duplicate + ledger.Refused);
                ledger.Appended.ShouldBe(ledger.Retained + ledger.Expired);
            }
        }

        await end.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task Canaries_and_marks_make_no_record_newer()
    {
        await using (var log = _test.Open())
        {
            await log.AppendCanary(0, 1);
            log.Ledger().LastAppend.ShouldBeNull();
            await log.Append(new(0, TestLog.Batch("a")));
            var newest = _test.Time.GetUtcNow();
            _test.Time.Advance(TimeSpan.FromMinutes(1));
            await log.AppendCanary(0, 2);
            log.Ledger().LastAppend.ShouldBe(newest);
        }

        await using var opened = _test.Open();
        opened.Ledger().LastAppend.ShouldBe(_test.Time.GetUtcNow() - TimeSpan.FromMinutes(1));
    }
}
