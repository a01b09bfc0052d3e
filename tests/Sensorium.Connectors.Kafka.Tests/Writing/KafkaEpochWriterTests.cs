using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka.Admin;
using Sensorium.Connectors.Kafka.Writing;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.Connectors.Kafka.Tests.Writing;

[Collection(KafkaCollection.Name)]
public sealed class KafkaEpochWriterTests(KafkaBroker broker)
{
    private const int Rows = 50;

    [KafkaFact]
    public async Task Epochs_are_written_once_and_the_next_writer_knows_which()
    {
        var topic = await broker.NewTopic(3);
        using (var writer = await Open(topic))
        {
            writer.LastEpoch.ShouldBeNull();
            (await Write(writer, 1)).ShouldBeTrue();
            (await Write(writer, 5)).ShouldBeTrue();
            (await Write(writer, 5)).ShouldBeFalse();
            (await Write(writer, 4)).ShouldBeFalse();
        }

        using var next = await Open(topic);
        next.LastEpoch.ShouldBe(5);
        (await Write(next, 5)).ShouldBeFalse();
        (await Write(next, 6)).ShouldBeTrue();
        ShouldHold(topic, 1, 5, 6);
    }

    [KafkaFact]
    public async Task Rows_have_keys_times_partitions_and_tombstones()
    {
        var topic = await broker.NewTopic(4);
        using var writer = await Open(topic);
        var batch = new OutgoingBatch();
        batch.Add(new() { HasKey = true, Key = "a"u8, Value = "1"u8, TimestampMillis = 1_700_000_000_123, Partition = 3 });
        batch.Add(new() { HasKey = true, Key = ""u8, Value = ""u8, TimestampMillis = 5, Partition = 3 });
        batch.Add(new() { HasKey = true, Key = "a"u8, IsTombstone = true, TimestampMillis = 6, Partition = 3 });
        batch.Add(new() { Value = "no key"u8, TimestampMillis = 7, Partition = 3 });
        await writer.Write(1, batch, CancellationToken.None);

        var found = broker.Read(topic).Select(record =>
            (record.Partition.Value, Text(record.Message.Key), Text(record.Message.Value), record.Message.Timestamp.UnixTimestampMs));
        found.ShouldBe([(3, "a", "1", 1_700_000_000_123), (3, "", "", 5), (3, "a", null, 6), (3, null, "no key", 7)]);

        static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
    }

    [KafkaFact]
    public async Task Writers_of_one_topic_have_epochs_of_their_own()
    {
        var topic = await broker.NewTopic();
        using var one = await Open(topic, "one " + topic);
        using var two = await Open(topic, "two " + topic);
        await Write(one, 7);
        await Write(two, 3);
        using var again = await Open(topic, "one " + topic);
        again.LastEpoch.ShouldBe(7);
        broker.Read(topic).Count.ShouldBe(2 * Rows);
    }

    [KafkaFact]
    public async Task The_topic_of_marks_is_compacted()
    {
        var topic = await broker.NewTopic();
        using var writer = await Open(topic, marks: $"marks-{topic}");
        await Write(writer, 1);

        var settings = await broker.Admin.DescribeConfigsAsync([new() { Type = ResourceType.Topic, Name = $"marks-{topic}" }]);
        settings[0].Entries["cleanup.policy"].Value.ShouldBe("compact");
        Encoding.UTF8.GetString(broker.Read($"marks-{topic}").Single().Message.Key!).ShouldBe(topic);
    }

    [KafkaTheory]
    [InlineData("max.message.bytes", "1000", "5,000 bytes")]
    [InlineData("message.timestamp.after.max.ms", "3600000", "row 21 of 50")]
    public async Task A_row_that_the_broker_refuses_is_named_and_the_next_good_epoch_is_written(string setting, string value, string named)
    {
        var topic = await broker.NewTopic(1, (setting, value));
        using var writer = await Open(topic);
        await Write(writer, 1);
        var bad = new OutgoingBatch();
        for (var i = 0; i < Rows; i++)
        {
            var isBad = i == 20;
            var isLarge = setting == "max.message.bytes";
            bad.Add(new()
            {
                Value = isBad && isLarge ? RandomNumberGenerator.GetBytes(5000) : Encoding.UTF8.GetBytes($"2/{i}"),
                TimestampMillis = isBad && !isLarge ? DateTimeOffset.UtcNow.AddHours(3).ToUnixTimeMilliseconds() : 0,
            });
        }

        var fault = await Should.ThrowAsync<SensoriumException>(() => writer.Write(2, bad, CancellationToken.None));

        fault.Code.ShouldBe("SN4511");
        fault.Message.ShouldContain(named);
        (await Write(writer, 2)).ShouldBeTrue();
        (await Write(writer, 3)).ShouldBeTrue();
        ShouldHold(topic, 1, 2, 3);
    }

    [KafkaTheory]
    [InlineData(EpochStep.Begun)]
    [InlineData(EpochStep.Handed)]
    [InlineData(EpochStep.Acknowledged)]
    [InlineData(EpochStep.Committed)]
    public async Task A_transaction_that_takes_too_long_is_written_again_once(object step)
    {
        var topic = await broker.NewTopic();
        var pauses = 1;
        using var writer = await Open(topic, timeout: TimeSpan.FromSeconds(1), reached: now =>
        {
            if (now.Equals(step) && pauses-- > 0)
            {
                Thread.Sleep(2500);
            }
        });
        (await Write(writer, 1)).ShouldBeTrue();
        (await Write(writer, 2)).ShouldBeTrue();
        pauses.ShouldBeLessThan(1);
        ShouldHold(topic, 1, 2);
    }

    [KafkaTheory]
    [InlineData(EpochStep.Begun)]
    [InlineData(EpochStep.Handed)]
    [InlineData(EpochStep.Acknowledged)]
    public async Task A_writer_that_was_replaced_meanwhile_writes_nothing_more(object step)
    {
        var topic = await broker.NewTopic();
        KafkaEpochWriter? next = null;
        using var zombie = await Open(topic, reached: now =>
        {
            if (now.Equals(step) && next is null)
            {
                next = Open(topic).GetAwaiter().GetResult();
                Write(next, 1).GetAwaiter().GetResult();
            }
        });

        var fault = await Should.ThrowAsync<SensoriumException>(() => Write(zombie, 1));

        fault.Code.ShouldBe("SN4512");
        (await Should.ThrowAsync<SensoriumException>(() => Write(zombie, 2))).Code.ShouldBe("SN4512");
        (await Write(next!, 2)).ShouldBeTrue();
        next!.Dispose();
        ShouldHold(topic, 1, 2);
    }

    [KafkaFact]
    public async Task Two_writers_that_fence_each_other_write_one_history()
    {
        var topic = await broker.NewTopic();
        using var one = await Open(topic);
        using var two = await Open(topic);

        // The second has written nothing yet, so the first has no reason to give way; it is then the second's turn to learn.
        (await Write(one, 1)).ShouldBeTrue();
        (await Should.ThrowAsync<SensoriumException>(() => Write(two, 1))).Code.ShouldBe("SN4512");
        (await Write(one, 2)).ShouldBeTrue();
        ShouldHold(topic, 1, 2);
    }

    [KafkaTheory]
    [InlineData(EpochStep.Begun)]
    [InlineData(EpochStep.Handed)]
    [InlineData(EpochStep.Acknowledged)]
    [InlineData(EpochStep.Committed)]
    [Trait("Category", "Slow")]
    public async Task A_broker_that_dies_with_the_transaction_open_gets_the_epoch_once(object step)
    {
        var topic = await broker.NewTopic(2);
        var kills = 1;
        Task? restarted = null;
        using var writer = await Open(topic, reached: now =>
        {
            if (now.Equals(step) && kills-- > 0)
            {
                broker.Kill();
                restarted = Task.Run(async () =>
                {
                    await Task.Delay(500);
                    await broker.Start();
                });
            }
        });
        await Write(writer, 1);
        await Write(writer, 2);
        await restarted!;
        ShouldHold(topic, 1, 2);
    }

    [KafkaTheory]
    [InlineData(EpochStep.Begun)]
    [InlineData(EpochStep.Handed)]
    [InlineData(EpochStep.Acknowledged)]
    [InlineData(EpochStep.Committed)]
    public async Task A_process_killed_at_a_step_leaves_each_row_once(object step)
    {
        var topic = await broker.NewTopic(2);
        var address = broker.Endpoint(topic).ToString();
        using (var killed = WriterProcess.Start(address, topic, "4", $"{Rows}", "2", $"{step}"))
        {
            await killed.Until("here");
            killed.Kill();
        }

        using (var next = WriterProcess.Start(address, topic, "4", $"{Rows}"))
        {
            await next.Until(step.Equals(EpochStep.Committed) ? "open 2" : "open 1");
            await next.UntilEnd();
        }

        ShouldHold(topic, 1, 2, 3, 4);
    }

    [KafkaFact]
    [Trait("Category", "Slow")]
    public async Task A_process_killed_again_and_again_leaves_each_row_once()
    {
        const int Last = 400;
        var topic = await broker.NewTopic(3);
        var address = broker.Endpoint(topic).ToString();
        var random = new Random(20261201);
        for (var kills = 0; kills < 12; kills++)
        {
            using var killed = WriterProcess.Start(address, topic, $"{Last}", $"{Rows}");
            await killed.UntilOpen();
            await Task.Delay(random.Next(250));
            killed.Kill();
        }

        using (var rest = WriterProcess.Start(address, topic, $"{Last}", $"{Rows}"))
        {
            await rest.UntilEnd();
        }

        ShouldHold(topic, [.. Enumerable.Range(1, Last)]);
    }

    private static Task<bool> Write(KafkaEpochWriter writer, long epoch) =>
        writer.Write(epoch, WriterProcess.Epoch(epoch, Rows), CancellationToken.None);

    private Task<KafkaEpochWriter> Open(
        string topic, string? id = null, string marks = "sensorium-epochs", TimeSpan? timeout = null, Action<EpochStep>? reached = null) =>
        KafkaEpochWriter.Open(
            broker.Endpoint(topic),
            new(id ?? topic) { Marks = marks, TransactionTimeout = timeout ?? TimeSpan.FromSeconds(60) },
            new ThreadScheduler(),
            (_, _) => { },
            reached,
            CancellationToken.None);

    private void ShouldHold(string topic, params int[] epochs)
    {
        var expected = epochs.SelectMany(epoch => Enumerable.Range(0, Rows).Select(row => $"{epoch}/{row}"));
        broker.Read(topic).Select(record => Encoding.UTF8.GetString(record.Message.Value!)).Order().ShouldBe(expected.Order());
    }
}
