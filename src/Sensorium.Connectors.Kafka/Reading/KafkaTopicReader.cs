using Sensorium.Connectors.Kafka.Native;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.Connectors.Kafka.Reading;

/// <summary>
/// Reads a topic's partitions, each from a position that the caller gives. It joins no group: the caller decides which process reads which
/// partition.
/// </summary>
public sealed unsafe class KafkaTopicReader : IDisposable
{
    private const int SmallestPrefetchKilobytes = 256;

    /// <summary>Of an answer of the broker; a record that is larger comes alone.</summary>
    private const int SmallestFetchBytes = 1024 * 1024;

    /// <summary>Of small records, before their bytes are many: each takes a few hundred bytes beside its own.</summary>
    private const int PrefetchRecords = 200_000;

    private readonly KafkaEndpoint _endpoint;
    private readonly KafkaCluster _cluster;
    private readonly IScheduler _scheduler;
    private readonly RdClient _client;
    private readonly Lock _gate = new();
    private readonly List<KafkaPartitionReader> _readers = [];

    /// <param name="topic">As <see cref="KafkaCluster.Describe"/> gave it: its id is what the topic must keep.</param>
    /// <param name="cluster">For questions; the caller's own.</param>
    public KafkaTopicReader(
        KafkaEndpoint endpoint, KafkaTopic topic, KafkaReadOptions options, KafkaCluster cluster, IScheduler scheduler, KafkaLog log)
    {
        _endpoint = endpoint;
        _cluster = cluster;
        _scheduler = scheduler;
        Topic = topic;
        var partitions = Math.Max(1, topic.Partitions);
        var kilobytes = Math.Max(SmallestPrefetchKilobytes, options.PrefetchBytes / 1024 / partitions);
        _client = new(
            isConsumer: true,
            RdEventKind.None,
            endpoint,
            [
                new("group.id", options.Group),
                new("enable.auto.commit", "false"),
                new("enable.auto.offset.store", "false"),

                // A position that is gone is an error, never skipped.
                new("auto.offset.reset", "error"),
                new("isolation.level", "read_committed"),
                new("enable.partition.eof", "true"),
                new("check.crcs", "true"),
                new("queued.min.messages", $"{Math.Max(1000, PrefetchRecords / partitions)}"),
                new("queued.max.messages.kbytes", $"{kilobytes}"),
                new("fetch.max.bytes", $"{Math.Max(SmallestFetchBytes, options.PrefetchBytes / 4)}"),

                // By default a full queue stops a partition for a second.
                new("fetch.queue.backoff.ms", "5"),
                new("fetch.wait.max.ms", "100"),
                new("fetch.error.backoff.ms", "100"),
                new("topic.metadata.refresh.interval.ms", "30000"),
            ],
            log);
    }

    /// <summary>As of the last <see cref="Verify"/>.</summary>
    public KafkaTopic Topic { get; private set; }

    public string Name => Topic.Name;

    internal ClientHandle Client => _client.Handle;

    /// <summary>Starts reading a partition.</summary>
    /// <param name="position">The first offset wanted.</param>
    /// <param name="leaderEpoch">Of the record before it, so that a truncation of the partition is detected; −1 where not known.</param>
    public KafkaPartitionReader Open(int partition, long position, int leaderEpoch = -1)
    {
        var queue = new QueueHandle(LibRdKafka.QueueGetPartition(_client.Handle, Name, partition));

        // Its own from the start: by default all partitions come in one queue.
        LibRdKafka.QueueForward(queue, 0);
        var reader = new KafkaPartitionReader(this, queue, partition, position);
        lock (_gate)
        {
            _readers.Add(reader);
        }

        var list = LibRdKafka.PartitionsNew(1);
        var entry = LibRdKafka.PartitionsAdd(list, Name, partition);
        entry->Offset = position;
        LibRdKafka.PartitionSetLeaderEpoch(entry, leaderEpoch);
        var failed = RdError.Take(LibRdKafka.IncrementalAssign(_client.Handle, list));
        LibRdKafka.PartitionsDestroy(list);
        return failed is not { } error ? reader : throw KafkaFaults.Of(_endpoint, error.Code, error.Text, "read the topic");
    }

    /// <summary>
    /// Checks that the topic is still the one that was opened, so that what was read before this call is of that topic. The client itself
    /// does not notice: after a topic is deleted and created again under its name, it silently resumes at the same offset.
    /// </summary>
    /// <exception cref="SensoriumException">SN4506 where the topic is gone, SN4508 where it was recreated.</exception>
    public Task Verify(CancellationToken cancellation) => _scheduler.Start(
        "kafka topic",
        _ =>
        {
            CheckTopic();
            return Task.CompletedTask;
        },
        cancellation);

    /// <summary>Commits positions to the group, for lag monitoring only; a failure is logged.</summary>
    public void Commit(IEnumerable<KafkaPartitionReader> readers)
    {
        var list = LibRdKafka.PartitionsNew(1);
        foreach (var reader in readers)
        {
            LibRdKafka.PartitionsAdd(list, Name, reader.Partition)->Offset = reader.Position;
        }

        _ = LibRdKafka.Commit(_client.Handle, list, async: 1);
        LibRdKafka.PartitionsDestroy(list);
    }

    public void Dispose()
    {
        KafkaPartitionReader[] open;
        lock (_gate)
        {
            open = [.. _readers];
        }

        foreach (var reader in open)
        {
            reader.Dispose();
        }

        _client.Dispose();
    }

    internal void Close(KafkaPartitionReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
        }

        var list = LibRdKafka.PartitionsNew(1);
        LibRdKafka.PartitionsAdd(list, Name, reader.Partition);
        _ = RdError.Take(LibRdKafka.IncrementalUnassign(_client.Handle, list));
        LibRdKafka.PartitionsDestroy(list);
    }

    /// <summary>Throws the reason why a partition cannot be read; returns where the client will retry by itself.</summary>
    internal Task Explain(KafkaPartitionReader reader, KafkaCode code, string text, CancellationToken cancellation) => _scheduler.Start(
        "kafka fault",
        _ =>
        {
            CheckTopic();
            switch (code)
            {
                case KafkaCode.AutoOffsetReset or KafkaCode.OffsetOutOfRange or KafkaCode.LogTruncation:
                    var range = _cluster.Range(Name, reader.Partition);
                    throw reader.Position < range.First
                        ? KafkaFaults.Expired(Name, reader.Partition, reader.Position, range.First)
                        : KafkaFaults.Truncated(Name, reader.Partition, reader.Position, range.End);

                case KafkaCode.UnknownTopic or KafkaCode.UnknownTopicOrPartition or KafkaCode.UnknownPartition or KafkaCode.UnknownTopicId:
                    return Task.CompletedTask;

                case KafkaCode.TopicAuthorizationFailed or KafkaCode.GroupAuthorizationFailed or KafkaCode.Authentication or KafkaCode.Ssl:
                    throw KafkaFaults.Of(_endpoint, code, text, $"read '{Name}'");

                default:
                    throw KafkaFaults.Damaged(Name, reader.Partition, reader.Position, text);
            }
        },
        cancellation);

    private void CheckTopic()
    {
        var now = _cluster.Describe(Name);
        Topic = now.Id == Topic.Id ? now : throw KafkaFaults.Recreated(_endpoint, Name);
    }
}
