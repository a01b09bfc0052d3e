using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Streams.Tests;

public sealed class RecordWriterTests : IDisposable
{
    private readonly TestLog _test = new() { Options = new() { PartitionCount = 4 } };

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Records_go_where_their_keys_say_in_order_and_the_mark_of_a_simulated_fleet_with_them()
    {
        await using var log = _test.Open();
        var writer = new RecordWriter(log) { IsSimulated = true };
        for (var i = 0; i < 100; i++)
        {
            writer.Add(Encoding.UTF8.GetBytes($"device-{i % 10}"), Encoding.UTF8.GetBytes($"{i}"));
        }

        writer.Count.ShouldBe(100);
        (await writer.Append()).Sum(result => result.Count).ShouldBe(100);
        writer.Count.ShouldBe(0);
        var block = new RecordBlock();
        foreach (var partition in log.Partitions)
        {
            partition.Read(block, Position.Start, 1 << 20);
            block.AnySimulated.ShouldBe(block.Count > 0);
            var last = -1;
            for (var i = 0; i < block.Count; i++)
            {
                var value = int.Parse(Encoding.UTF8.GetString(block.Value(i)));
                value.ShouldBeGreaterThan(last);
                last = value;
                log.PartitionOf(block.Data.AsSpan(block.KeyStarts[i], block.KeyLengths[i])).ShouldBe(partition.Number);
            }
        }
    }

    [Fact]
    public async Task Records_without_keys_take_turns_by_append()
    {
        await using var log = _test.Open();
        var writer = new RecordWriter(log);
        var partitions = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            writer.Add("a"u8);
            writer.Add("b"u8);
            var results = await writer.Append();
            results.Count.ShouldBe(1);
            partitions.Add(results[0].Partition);
        }

        partitions.Order().ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task Refused_parts_stay_for_another_try()
    {
        await using var log = _test.Open();
        var writer = new RecordWriter(log);
        writer.Add("a"u8);
        _test.Files.Room = 0;
        (await writer.Append())[0].Outcome.ShouldBe(AppendOutcome.DiskFull);
        writer.Count.ShouldBe(1);
        _test.Files.Room = long.MaxValue;
        (await writer.Append(waitForRoom: true))[0].Outcome.ShouldBe(AppendOutcome.Appended);
        writer.Count.ShouldBe(0);
    }

    [Fact]
    public void Adding_allocates_nothing_once_the_buffers_have_grown()
    {
        var batch = new RecordBatch();
        Add();
        batch.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Add();
        GC.GetAllocatedBytesForCurrentThread().ShouldBe(before);

        void Add()
        {
            for (var i = 0; i < 1000; i++)
            {
                batch.Add("key"u8, "some value"u8);
            }
        }
    }
}
