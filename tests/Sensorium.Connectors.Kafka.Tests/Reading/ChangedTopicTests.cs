using Confluent.Kafka.Admin;
using Sensorium.Connectors.Kafka.Reading;
using Sensorium.Core;

namespace Sensorium.Connectors.Kafka.Tests.Reading;

/// <summary>A topic that is not any more what it was when its positions were kept.</summary>
[Collection(KafkaCollection.Name)]
public sealed class ChangedTopicTests(KafkaBroker broker)
{
    [KafkaFact]
    public async Task Records_gone_to_retention_before_they_were_read_are_told_with_their_count()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, Enumerable.Range(0, 100).Select(i => $"{i}"));
        await broker.Admin.DeleteRecordsAsync([new(topic, 0, 60)]);
        using var open = new OpenTopic(broker.Endpoint(topic));

        var fault = await Should.ThrowAsync<SensoriumException>(() => open.ReadAll(from: 25));

        fault.Code.ShouldBe("SN4509");
        fault.Message.ShouldContain("35 positions");
        (await open.ReadAll(from: 60)).Count.ShouldBe(40);
    }

    [KafkaFact]
    public async Task Retention_that_overtakes_a_reader_is_told()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, Enumerable.Range(0, 10).Select(i => $"{i}"));
        using var open = new OpenTopic(broker.Endpoint(topic), prefetchBytes: 1);
        using var reader = open.Reader.Open(0, 0);
        await OpenTopic.Take(reader, 10);
        using (reader)
        {
            // Given up at 10, as by a process that ends.
        }

        broker.Write(topic, 0, Enumerable.Range(10, 90).Select(i => $"{i}"));
        await broker.Admin.DeleteRecordsAsync([new(topic, 0, 50)]);
        using var again = open.Reader.Open(0, reader.Position);
        (await Should.ThrowAsync<SensoriumException>(() => OpenTopic.Take(again, 1))).Message.ShouldContain("40 positions");
    }

    [KafkaFact]
    public async Task A_position_behind_the_end_is_refused()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "one", "two");
        using var open = new OpenTopic(broker.Endpoint(topic));
        using var reader = open.Reader.Open(0, 7);

        var fault = await Should.ThrowAsync<SensoriumException>(() => OpenTopic.Take(reader, 1));

        fault.Code.ShouldBe("SN4510");
        fault.Message.ShouldContain("ends at 2");
    }

    [KafkaFact]
    public async Task A_topic_made_anew_under_its_name_is_noticed_though_its_positions_would_fit()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "old 0", "old 1", "old 2");
        using var open = new OpenTopic(broker.Endpoint(topic));
        using var reader = open.Reader.Open(0, 0);
        await OpenTopic.Take(reader, 3);
        await open.Reader.Verify(CancellationToken.None);
        await broker.Delete(topic);
        await broker.Create(topic);
        broker.Write(topic, 0, Enumerable.Range(0, 10).Select(i => $"new {i}"));

        (await Should.ThrowAsync<SensoriumException>(() => open.Reader.Verify(CancellationToken.None))).Code.ShouldBe("SN4508");
    }

    [KafkaFact]
    public async Task A_topic_that_is_deleted_is_told()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "one");
        using var open = new OpenTopic(broker.Endpoint(topic));
        using var reader = open.Reader.Open(0, 0);
        await OpenTopic.Take(reader, 1);
        await broker.Delete(topic);

        (await Should.ThrowAsync<SensoriumException>(() => open.Reader.Verify(CancellationToken.None))).Code.ShouldBe("SN4506");
    }

    [KafkaFact]
    public async Task Damaged_bytes_are_told_and_nothing_of_their_batch_is_read()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "first batch");
        broker.Write(topic, 0, "second batch, which is damaged on the broker's disk");
        broker.Write(topic, 0, "third batch");
        await using (var file = File.Open(broker.SegmentOf(topic, 0), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes);
            file.Position = bytes.AsSpan().IndexOf("damaged"u8);
            file.WriteByte((byte)'D');
        }

        using var open = new OpenTopic(broker.Endpoint(topic));
        using var reader = open.Reader.Open(0, 0);
        (await OpenTopic.Take(reader, 1))[0].Value.ShouldBe("first batch");

        var fault = await Should.ThrowAsync<SensoriumException>(() => OpenTopic.Take(reader, 1));

        fault.Code.ShouldBe("SN4514");
        fault.Message.ShouldContain("at 1");
    }

    [KafkaFact]
    public async Task Partitions_that_are_added_are_found()
    {
        var topic = await broker.NewTopic(2);
        using var open = new OpenTopic(broker.Endpoint(topic));
        await broker.Admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 5 }]);
        await broker.UntilPartitions(topic, 5);
        await open.Reader.Verify(CancellationToken.None);
        open.Reader.Topic.Partitions.ShouldBe(5);
        broker.Write(topic, 4, "here");

        (await open.ReadAll(4)).Select(record => record.Value).ShouldBe(["here"]);
    }
}
