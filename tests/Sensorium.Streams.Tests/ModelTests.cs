using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Streams.Tests;

/// <summary>Random operations on a log and on a list in memory, which must agree after each.</summary>
public sealed class ModelTests
{
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_log_agrees_with_its_model(int seed)
    {
        var random = new Random(seed);
        var test = new TestLog
        {
            Options = new()
            {
                PartitionCount = 1,
                SegmentBytes = 4096 << random.Next(3),
                RetentionAge = random.Next(2) == 0 ? TimeSpan.FromMinutes(10) : null,
                RetentionBytes = random.Next(2) == 0 ? 64 << 10 : null,
            },
        };
        var log = test.Open();
        var model = new LogModel();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(12))
            {
                case < 4:
                    await AppendSome(log, model, random);
                    break;
                case 4:
                    await Retry(log, model);
                    break;
                case 5:
                    var value = random.NextInt64();
                    (await log.AppendHeartbeat(0, ControlKind.Heartbeat, value)).FirstOffset.ShouldBe(model.End);
                    model.Entries.Add((null, null, value));
                    break;
                case 6:
                    await log.DisposeAsync();
                    log = test.Open();
                    break;
                case 7:
                    var killed = test.Fork();
                    await log.DisposeAsync();
                    test.Dispose();
                    test = killed;
                    log = test.Open();
                    model.ForgetWhatNoFrameTells(log.Ledger());
                    break;
                case 8:
                    log.Register("p");
                    model.Committed = random.NextInt64(Math.Max(log.Partitions[0].Start.ToOffset(), model.Committed), model.End + 1);
                    log.Commit("p", 0, Position.FromOffset(model.Committed));
                    model.Registered = true;
                    break;
                case 9:
                    test.Time.Advance(TimeSpan.FromMinutes(random.Next(10)));
                    await log.Retain();
                    break;
                default:
                    break;
            }

            Check(log, model, random);
        }

        await log.DisposeAsync();
        test.Dispose();
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 25)];

    private static async Task AppendSome(StreamLog log, LogModel model, Random random)
    {
        var answers = new List<(Task<AppendResult> Answer, List<(string? Key, string Value)> Records)>();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var (batch, records) = Some(random);
            var sequence = model.NextSequence;
            var producer = random.Next(2) == 0 ? new ProducerId(1, 7) : ProducerId.None;
            model.NextSequence += producer == ProducerId.None ? 0 : 1;
            answers.Add((log.Append(new(0, batch) { Producer = producer, Sequence = sequence }).AsTask(), records));
            if (producer != ProducerId.None)
            {
                model.Producer = (sequence, answers[^1].Answer, batch);
            }
        }

        foreach (var (answer, records) in answers)
        {
            var result = await answer;
            model.Received += records.Count;
            if (result.Outcome == AppendOutcome.Full)
            {
                model.Registered.ShouldBeTrue();
                model.Refused += records.Count;
                continue;
            }

            result.ShouldBe(new(AppendOutcome.Appended, 0, model.End, records.Count));
            model.Appended += records.Count;
            model.Entries.AddRange(records.Select(record => (record.Key, (string?)record.Value, 0L)));
        }
    }

    private static async Task Retry(StreamLog log, LogModel model)
    {
        if (model.Producer is not var (sequence, first, batch) || !(await first).IsDurable)
        {
            return;
        }

        var retry = await log.Append(new(0, batch) { Producer = new(1, 7), Sequence = sequence });
        model.Received += batch.Count;
        if (retry.Outcome == AppendOutcome.Full)
        {
            model.Refused += batch.Count;
            return;
        }

        retry.ShouldBe(await first with { Outcome = AppendOutcome.Duplicate });
        model.Duplicate += batch.Count;
    }

    private static (RecordBatch Batch, List<(string? Key, string Value)> Records) Some(Random random)
    {
        var batch = new RecordBatch();
        var records = new List<(string? Key, string Value)>();
        for (var i = random.Next(1, 10); i > 0; i--)
        {
            var key = random.Next(3) == 0 ? null : new string('k', random.Next(5));
            var (letter, length) = ((char)('a' + random.Next(26)), random.Next(random.Next(10) == 0 ? 3000 : 60));
            var value = random.Next(2) == 0 ? new string(letter, length) : TestLog.Noise(letter, length);
            records.Add((key, value));
            if (key is null)
            {
                batch.Add(Encoding.UTF8.GetBytes(value));
            }
            else
            {
                batch.Add(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
            }
        }

        return (batch, records);
    }

    private static void Check(StreamLog log, LogModel model, Random random)
    {
        var partition = log.Partitions[0];
        partition.End.ToOffset().ShouldBe(model.End);
        var start = partition.Start.ToOffset();
        if (model.Registered)
        {
            start.ShouldBeLessThanOrEqualTo(model.Committed);
        }

        var ledger = log.Ledger();
        (ledger.Received, ledger.Appended, ledger.Duplicate).ShouldBe((model.Received, model.Appended, model.Duplicate));
        ledger.Refused.ShouldBe(model.Refused);
        ledger.Received.ShouldBe(ledger.Appended + ledger.Duplicate + ledger.Refused);
        ledger.Appended.ShouldBe(ledger.Retained + ledger.Expired);
        ledger.Expired.ShouldBe(model.Entries.Take((int)start).Count(entry => entry.Value is not null));

        var at = random.NextInt64(start, model.End + 1);
        var position = Position.FromOffset(at);
        var block = new RecordBlock();
        while (partition.Read(block, position, random.Next(1, 100_000)) > 0)
        {
            var control = 0;
            for (var i = 0; i <= block.Count; i++)
            {
                for (; control < block.Controls.Count && block.Controls[control].Before == i; control++, at++)
                {
                    block.Controls[control].Offset.ShouldBe(at);
                    model.Entries[(int)at].ShouldBe((null, null, block.Controls[control].Value));
                }

                if (i < block.Count)
                {
                    block.Offsets[i].ShouldBe(at);
                    var key = block.KeyLengths[i] == RecordBlock.NoKey
                        ? null
                        : Encoding.UTF8.GetString(block.Data, block.KeyStarts[i], block.KeyLengths[i]);
                    model.Entries[(int)at++].ShouldBe((key, Encoding.UTF8.GetString(block.Value(i)), 0));
                }
            }

            position = block.Next;
            position.ToOffset().ShouldBe(at);
        }

        at.ShouldBe(model.End);
    }
}
