using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Streams;

namespace Sensorium.Simulation.Streams;

/// <summary>One process: opens the log, checks every promise, lets producers, a reader and a pipeline work, and stops.</summary>
internal sealed class StreamLife(SimulatedMachine machine, StreamPromises promises, Random random, bool isLast)
{
    private const int Producers = 3;
    private const int Rounds = 12;
    private const string Pipeline = "pipeline";

    private StreamLog _log = null!;

    internal async Task Live()
    {
        Jump();
        var setsClockBack = random.Next(4) == 0;
        promises.WasSetBack |= setsClockBack;
        var options = new StreamLogOptions
        {
            PartitionCount = StreamPromises.Partitions,
            SegmentBytes = 4096,
            RetentionBytes = random.Next(4) == 0 ? 18_000 : 40_000,
            RetentionAge = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(1, 20)) : null,
            SetsClockBack = setsClockBack,
        };
        _log = StreamLog.Open(machine.Disk, machine.Scheduler, "data/streams/s", "s", options);
        Check();
        if (promises.Registered)
        {
            for (var i = 0; i < StreamPromises.Partitions; i++)
            {
                _log.Commit(Pipeline, i, Position.FromOffset(promises.Committed[i]));
            }
        }

        var work = Enumerable.Range(0, Producers)
            .Select(producer => machine.Scheduler.Start($"producer {producer}", _ => Produce(producer), CancellationToken.None))
            .Append(machine.Scheduler.Start("reader", _ => ReadAndCommit(), CancellationToken.None))
            .ToArray();
        foreach (var activity in work)
        {
            await activity;
        }

        Check();
        var ledger = _log.Ledger();
        ledger.Received.ShouldBe(ledger.Appended + ledger.Duplicate + ledger.Refused);
        ledger.Appended.ShouldBe(ledger.Retained + ledger.Expired);
        await _log.DisposeAsync();
    }

    /// <summary>Every third compresses well, so that frames of both kinds stand in each segment.</summary>
    private static string ValueOf(int producer, long sequence, int record)
    {
        var length = (int)((sequence * 37) % 400);
        var noise = new Random(HashCodeOf(producer, sequence, record));
        var text = sequence % 3 == 0
            ? new string('x', length)
            : string.Concat(Enumerable.Range(0, length).Select(_ => (char)noise.Next(128)));
        return $"{producer}-{sequence}-{record}-{text}";
    }

    private static int HashCodeOf(int producer, long sequence, int record) => (int)((((producer * 1009) + sequence) * 31) + record);

    private static RecordBatch Batch(int producer, long sequence)
    {
        var batch = new RecordBatch();
        for (var record = 0; record <= sequence % 3; record++)
        {
            batch.Add(Encoding.UTF8.GetBytes($"{producer}"), Encoding.UTF8.GetBytes(ValueOf(producer, sequence, record)));
        }

        return batch;
    }

    /// <summary>Sends batch after batch; one that was not acknowledged, in this life or an earlier one, again.</summary>
    private async Task Produce(int producer)
    {
        var partition = producer % StreamPromises.Partitions;
        for (var round = 0; round < Rounds; round++)
        {
            var sequence = promises.NextSequence[producer];
            promises.Acknowledged.TryAdd((producer, sequence), false);
            var request = new AppendRequest(partition, Batch(producer, sequence))
            {
                Producer = new(9, (ulong)producer),
                Sequence = sequence,
            };
            var result = random.Next(2) == 0 ? await _log.Append(request) : await _log.AppendWhenRoom(request);
            if (result.IsDurable)
            {
                result.Count.ShouldBe(request.Records.Count);
                for (var record = 0; record < result.Count; record++)
                {
                    promises.Promise(partition, result.FirstOffset + record, ValueOf(producer, sequence, record));
                }

                promises.Acknowledged[(producer, sequence)] = true;
                promises.NextSequence[producer]++;
            }
            else
            {
                result.Refusal.ShouldNotBeNull();
            }

            if (random.Next(4) == 0)
            {
                await _log.AppendCanary(partition, round);
            }

            if (random.Next(3) == 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), machine.Scheduler.Time);
            }

            if (random.Next(8) == 0)
            {
                await _log.Retain();
            }

            if (random.Next(16) == 0)
            {
                Jump();
            }
        }
    }

    /// <summary>Somebody, or a battery that is empty, sets the machine's calendar clock.</summary>
    private void Jump()
    {
        var direction = isLast || !promises.ClockJumps || random.Next(3) > 0 ? 0 : (random.Next(2) * 2) - 1;
        machine.Scheduler.Skew = TimeSpan.FromDays(400 * direction);
    }

    private async Task ReadAndCommit()
    {
        try
        {
            _log.Register(Pipeline);
            for (var i = 0; i < StreamPromises.Partitions; i++)
            {
                // While it was not registered, what it had not read may have gone.
                promises.Committed[i] = Math.Max(promises.Committed[i], _log.Partitions[i].Start.ToOffset());
            }

            promises.Registered = true;
        }
        catch (IOException)
        {
            promises.Registered = false;
            _log.Deregister(Pipeline);
            return;
        }

        var block = new RecordBlock();
        var positions = promises.Committed.Select(Position.FromOffset).ToArray();
        for (var round = 0; round < Rounds * 2; round++)
        {
            var partition = round % StreamPromises.Partitions;
            try
            {
                if (_log.Partitions[partition].Read(block, positions[partition], random.Next(1, 10_000)) > 0)
                {
                    Take(partition, block);
                    positions[partition] = block.Next;
                }
            }
            catch (IOException)
            {
                // The disk failed this once.
            }

            if (random.Next(3) == 0)
            {
                promises.Committed[partition] = positions[partition].ToOffset();
                _log.Commit(Pipeline, partition, positions[partition]);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(800)), machine.Scheduler.Time);
        }

        // Nobody may wait for room that only this reader can make.
        promises.Registered = false;
        try
        {
            _log.Deregister(Pipeline);
        }
        catch (IOException)
        {
            // Not durable yet: the next life registers anew.
        }
    }

    private void Take(int partition, RecordBlock block)
    {
        for (var i = 0; i < block.Count; i++)
        {
            promises.Promise(partition, block.Offsets[i], Encoding.UTF8.GetString(block.Value(i)));
        }
    }

    /// <summary>Reads all there is: every promise stands or has expired behind the pipeline, and nothing stands twice.</summary>
    private void Check()
    {
        var block = new RecordBlock();
        var once = new HashSet<string>();
        for (var i = 0; i < StreamPromises.Partitions; i++)
        {
            var partition = _log.Partitions[i];
            var start = partition.Start.ToOffset();
            if (promises.Registered)
            {
                start.ShouldBeLessThanOrEqualTo(promises.Committed[i]);
            }

            var found = new Dictionary<long, string>();
            var controls = new HashSet<long>();
            var (position, last) = (partition.Start, long.MinValue);
            while (Read(partition, block, position))
            {
                for (var record = 0; record < block.Count; record++)
                {
                    var value = Encoding.UTF8.GetString(block.Value(record));
                    found.Add(block.Offsets[record], value);
                    block.AppendTimes[record].ShouldBeGreaterThanOrEqualTo(promises.WasSetBack ? long.MinValue : last);
                    last = block.AppendTimes[record];
                    once.Add(value).ShouldBeTrue($"'{value}' stands twice");
                }

                block.Controls.ForEach(control => controls.Add(control.Offset));
                position = block.Next;
            }

            (found.Count + controls.Count).ShouldBe((int)(partition.End.ToOffset() - start));
            foreach (var ((owner, offset), value) in promises.Standing)
            {
                if (owner == i && offset >= start)
                {
                    found.GetValueOrDefault(offset).ShouldBe(value, $"partition {i}, offset {offset}");
                }
            }

            foreach (var (offset, value) in found)
            {
                promises.Promise(i, offset, value);
            }
        }
    }

    private bool Read(ISourcePartition partition, RecordBlock block, Position position)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return partition.Read(block, position, 8192) > 0;
            }
            catch (IOException) when (!isLast && attempt < 3)
            {
                // A plan fails one call, and a strike one of each site.
            }
        }
    }
}
