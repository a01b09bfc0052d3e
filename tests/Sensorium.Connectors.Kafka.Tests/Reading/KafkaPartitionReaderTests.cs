using System.Text;
using Confluent.Kafka;
using Sensorium.Connectors.Kafka.Reading;
using Sensorium.Core;

namespace Sensorium.Connectors.Kafka.Tests.Reading;

[Collection(KafkaCollection.Name)]
public sealed class KafkaPartitionReaderTests(KafkaBroker broker)
{
    [KafkaFact]
    public async Task Records_come_as_they_were_written()
    {
        var topic = await broker.NewTopic();
        using (var producer = broker.Producer())
        {
            var at = new Timestamp(1_767_225_600_123, TimestampType.CreateTime);
            await producer.ProduceAsync(topic, new() { Key = "å"u8.ToArray(), Value = "one"u8.ToArray(), Timestamp = at });
            await producer.ProduceAsync(topic, new() { Value = ""u8.ToArray(), Timestamp = at });
            await producer.ProduceAsync(topic, new() { Key = ""u8.ToArray(), Value = null, Timestamp = at });
            Headers headers = [new Header("a", "1"u8.ToArray()), new Header("a", null), new Header("sensorium-simulated", "1"u8.ToArray())];
            await producer.ProduceAsync(topic, new() { Value = "two"u8.ToArray(), Timestamp = at, Headers = headers });
        }

        using var open = new OpenTopic(broker.Endpoint(topic));

        (await open.ReadAll()).ShouldBe(
        [
            new(0, "å", "one", 1_767_225_600_123, ""),
            new(1, null, "", 1_767_225_600_123, ""),
            new(2, "", null, 1_767_225_600_123, ""),
            new(3, null, "two", 1_767_225_600_123, "a=1;a=null;sensorium-simulated=1"),
        ]);
    }

    [KafkaTheory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task Every_codec_is_read(string codec)
    {
        var topic = await broker.NewTopic();
        using (var producer = broker.Producer(config => config.Set("compression.type", codec)))
        {
            for (var i = 0; i < 3000; i++)
            {
                producer.Produce(topic, new() { Value = Encoding.UTF8.GetBytes($"value {i} {new string('x', i % 50)}") });
            }

            producer.Flush();
        }

        using var open = new OpenTopic(broker.Endpoint(topic));

        (await open.ReadAll()).Select(record => record.Value)
            .ShouldBe(Enumerable.Range(0, 3000).Select(i => $"value {i} {new string('x', i % 50)}"));
    }

    [KafkaFact]
    public async Task The_timestamp_says_who_wrote_it()
    {
        var created = await broker.NewTopic();
        var appended = await broker.NewTopic(1, ("message.timestamp.type", "LogAppendTime"));
        broker.Write(created, 0, "x");
        broker.Write(appended, 0, "x");

        (await KindOf(created)).ShouldBe(KafkaTimestampKind.Create);
        (await KindOf(appended)).ShouldBe(KafkaTimestampKind.LogAppend);

        async Task<KafkaTimestampKind> KindOf(string topic)
        {
            using var open = new OpenTopic(broker.Endpoint(topic));
            using var reader = open.Reader.Open(0, 0);
            while (true)
            {
                if (reader.TryRead(out var record))
                {
                    return record.TimestampKind;
                }

                await reader.WaitToRead(CancellationToken.None);
            }
        }
    }

    [KafkaFact]
    public async Task A_reader_goes_on_from_any_position()
    {
        var topic = await broker.NewTopic(2);
        broker.Write(topic, 0, Enumerable.Range(0, 100).Select(i => $"a{i}"));
        broker.Write(topic, 1, Enumerable.Range(0, 100).Select(i => $"b{i}"));
        using var open = new OpenTopic(broker.Endpoint(topic));

        (await open.ReadAll(0, 97)).Select(record => record.Value).ShouldBe(["a97", "a98", "a99"]);
        (await open.ReadAll(1, 98)).Select(record => record.Value).ShouldBe(["b98", "b99"]);
        (await open.ReadAll(1, 100)).ShouldBeEmpty();
    }

    [KafkaFact]
    public async Task What_transactions_aborted_or_left_open_is_not_read()
    {
        var topic = await broker.NewTopic();
        using var producer = broker.Producer(config => config.TransactionalId = topic);
        producer.InitTransactions(TimeSpan.FromSeconds(20));
        InTransaction("kept 1", commit: true);
        InTransaction("aborted", commit: false);
        InTransaction("kept 2", commit: true);
        using var open = new OpenTopic(broker.Endpoint(topic));
        using var reader = open.Reader.Open(0, 0);
        reader.StopAt = open.Cluster.Range(topic, 0).End;

        // Three records and the marker of each transaction.
        reader.StopAt.ShouldBe(6);
        (await OpenTopic.ToStop(reader)).Select(record => (record.Offset, record.Value)).ShouldBe([(0, "kept 1"), (4, "kept 2")]);
        reader.Position.ShouldBe(6);

        producer.BeginTransaction();
        producer.Produce(topic, new() { Value = "late"u8.ToArray() });
        producer.Flush();
        reader.StopAt = open.Cluster.Range(topic, 0).End;
        reader.StopAt.ShouldBe(7);
        var rest = OpenTopic.ToStop(reader);
        await Task.Delay(300);
        rest.IsCompleted.ShouldBeFalse("its end is behind a transaction that may still be committed");
        producer.CommitTransaction();
        (await rest).Select(record => record.Value).ShouldBe(["late"]);

        void InTransaction(string value, bool commit)
        {
            producer.BeginTransaction();
            producer.Produce(topic, new() { Value = Encoding.UTF8.GetBytes(value) });
            if (commit)
            {
                producer.CommitTransaction();
            }
            else
            {
                producer.Flush();
                producer.AbortTransaction();
            }
        }
    }

    [KafkaFact]
    public async Task The_end_is_told_and_what_comes_later_wakes_the_reader()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "one");
        using var open = new OpenTopic(broker.Endpoint(topic));
        using var reader = open.Reader.Open(0, 0);
        await OpenTopic.Take(reader, 1);
        while (!reader.IsAtEnd)
        {
            await reader.WaitToRead(new CancellationTokenSource(10_000).Token);
            reader.TryRead(out _).ShouldBeFalse();
        }

        reader.End.ShouldBe(1);
        var waiting = reader.WaitToRead(CancellationToken.None).AsTask();
        await Task.Delay(200);
        waiting.IsCompleted.ShouldBeFalse();
        broker.Write(topic, 0, "two");
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        (await OpenTopic.Take(reader, 1))[0].Value.ShouldBe("two");
        reader.IsAtEnd.ShouldBeFalse();
    }

    [KafkaFact]
    public async Task A_compacted_topic_has_gaps()
    {
        var topic = await broker.NewTopic(
            1,
            ("cleanup.policy", "compact"),
            ("segment.ms", "100"),
            ("min.cleanable.dirty.ratio", "0.01"),
            ("max.compaction.lag.ms", "100"),
            ("delete.retention.ms", "100"));
        using (var producer = broker.Producer())
        {
            for (var i = 0; i < 300; i++)
            {
                producer.Produce(topic, new() { Key = Encoding.UTF8.GetBytes($"key {i % 3}"), Value = Encoding.UTF8.GetBytes($"{i}") });
            }

            producer.Flush();
        }

        List<RecordText> found = [];
        for (var tries = 0; tries < 100 && (found.Count == 0 || found.Count > 50); tries++)
        {
            // A segment that is written to is not compacted.
            await Task.Delay(200);
            using var producer = broker.Producer();
            await producer.ProduceAsync(topic, new() { Key = "other"u8.ToArray(), Value = "x"u8.ToArray() });
            using var open = new OpenTopic(broker.Endpoint(topic));
            found = await open.ReadAll();
        }

        found.Count.ShouldBeLessThan(50);
        found.Where(record => record.Key!.StartsWith("key", StringComparison.Ordinal)).Select(record => (record.Offset, record.Value))
            .ShouldBe([(297, "297"), (298, "298"), (299, "299")]);
    }

    [KafkaFact]
    public async Task A_start_may_be_the_earliest_the_latest_or_a_time()
    {
        var topic = await broker.NewTopic();
        using (var producer = broker.Producer())
        {
            foreach (var millis in new[] { 1000, 2000, 3000 })
            {
                var time = new Timestamp(1_767_225_600_000 + millis, TimestampType.CreateTime);
                await producer.ProduceAsync(topic, new() { Value = "x"u8.ToArray(), Timestamp = time });
            }
        }

        using var cluster = new KafkaCluster(broker.Endpoint(topic), (_, _) => { });

        cluster.OffsetOf(topic, 0, KafkaStart.Earliest).ShouldBe(0);
        cluster.OffsetOf(topic, 0, KafkaStart.Latest).ShouldBe(3);
        cluster.OffsetOf(topic, 0, At(2000)).ShouldBe(1);
        cluster.OffsetOf(topic, 0, At(2000.001)).ShouldBe(2);
        cluster.OffsetOf(topic, 0, At(9000)).ShouldBe(3);
        cluster.OffsetOf(topic, 0, KafkaStart.At(EventTime.MinValue)).ShouldBe(0);

        static KafkaStart At(double millis) => KafkaStart.At(new(1_767_225_600_000_000 + (long)(millis * 1000)));
    }

    [KafkaFact]
    public async Task Records_that_wait_are_bounded_and_hold_nothing_up_but_their_partition()
    {
        var topic = await broker.NewTopic(2);
        var value = new string('x', 10_000);
        broker.Write(topic, 0, Enumerable.Repeat(value, 4000));
        broker.Write(topic, 1, Enumerable.Range(0, 1000).Select(i => $"{i}"));
        using var open = new OpenTopic(broker.Endpoint(topic), prefetchBytes: 2 * 1024 * 1024);
        using var full = open.Reader.Open(0, 0);
        using var other = open.Reader.Open(1, 0);
        await full.WaitToRead(CancellationToken.None);
        await Task.Delay(1000);

        // 40 MB stand in the topic, one may wait, and one more fetch.
        full.Waiting.ShouldBeInRange(1, 800);
        (await OpenTopic.Take(other, 1000)).Count.ShouldBe(1000);
        (await OpenTopic.Take(full, 4000)).ShouldAllBe(record => record.Value!.Length == 10_000);
    }

    [KafkaFact]
    public async Task A_broker_that_comes_back_is_read_on()
    {
        var topic = await broker.NewTopic();
        broker.Write(topic, 0, "one");
        using var open = new OpenTopic(broker.Endpoint(topic));
        using var reader = open.Reader.Open(0, 0);
        await OpenTopic.Take(reader, 1);
        broker.Kill();
        await Task.Delay(500);
        await broker.Start();
        broker.Write(topic, 0, "two");

        (await OpenTopic.Take(reader, 1))[0].Value.ShouldBe("two");
        await open.Reader.Verify(CancellationToken.None);
    }
}
