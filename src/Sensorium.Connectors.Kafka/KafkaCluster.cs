using System.Buffers.Binary;
using System.Text;
using Sensorium.Connectors.Kafka.Native;
using Sensorium.Core;

namespace Sensorium.Connectors.Kafka;

/// <summary>
/// Questions to a cluster. Each blocks its thread until it is answered, at most <see cref="Patience"/>; safe for several threads.
/// </summary>
public sealed unsafe class KafkaCluster : IDisposable
{
    /// <summary>How long a cluster may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>For an answer of the topics' controller.</summary>
    private static readonly TimeSpan _answerTime = TimeSpan.FromSeconds(3);

    private const int StepMs = 500;
    private const int ErrorSize = 512;

    private readonly KafkaEndpoint _endpoint;
    private readonly RdClient _client;

    public KafkaCluster(KafkaEndpoint endpoint, KafkaLog log)
    {
        _endpoint = endpoint;

        // Offsets of what no transaction has committed yet are ends, too: readers wait for them.
        _client = new(isConsumer: true, RdEventKind.Error, endpoint, [new("isolation.level", "read_uncommitted")], log);
    }

    /// <summary>All topics that this client may see, by name; without their ids.</summary>
    public IReadOnlyList<KafkaTopic> Topics()
    {
        var topics = new List<KafkaTopic>();
        Ask("list the topics", _ =>
        {
            RdMetadata* answer;
            var code = LibRdKafka.Metadata(_client.Handle, allTopics: 1, topic: 0, &answer, StepMs);
            if (code == KafkaCode.None)
            {
                for (var i = 0; i < answer->TopicCount; i++)
                {
                    topics.Add(new(RdError.Utf8(answer->Topics[i].Name), Guid.Empty, answer->Topics[i].PartitionCount));
                }

                LibRdKafka.MetadataDestroy(answer);
            }

            return code;
        });
        topics.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return topics;
    }

    /// <summary>The error that says that a topic does not exist, with the nearest name that does.</summary>
    public SensoriumException NoTopic(string topic) => KafkaFaults.NoTopic(_endpoint, topic, [.. Topics().Select(known => known.Name)]);

    /// <exception cref="SensoriumException">SN4506 where there is none of that name.</exception>
    public KafkaTopic Describe(string topic) => Find(topic) ?? throw NoTopic(topic);

    /// <returns>Null where there is no topic of that name.</returns>
    public KafkaTopic? Find(string topic)
    {
        KafkaTopic? found = null;
        Ask("describe the topic", errors => Describe(topic, errors, out found));
        return found;
    }

    /// <summary>What a partition keeps now, with what no transaction has committed yet.</summary>
    public KafkaRange Range(string topic, int partition)
    {
        long low = 0;
        long high = 0;
        Ask("read the topic's offsets", _ => LibRdKafka.QueryWatermarks(_client.Handle, topic, partition, out low, out high, StepMs));
        return new(low, high);
    }

    /// <returns>The offset where to start: for a time, of the first record whose timestamp is at or after it, else the end.</returns>
    public long OffsetOf(string topic, int partition, KafkaStart start)
    {
        if (start.Kind != KafkaStartKind.Time)
        {
            var range = Range(topic, partition);
            return start.Kind == KafkaStartKind.Earliest ? range.First : range.End;
        }

        // Kafka counts milliseconds; one that has begun is over for what comes at its whole number.
        var millis = Math.Max(0, start.Time.Micros / 1000 + (start.Time.Micros % 1000 > 0 ? 1 : 0));
        long offset = -1;
        Ask("find a time in the topic", _ =>
        {
            var list = LibRdKafka.PartitionsNew(1);
            LibRdKafka.PartitionsAdd(list, topic, partition)->Offset = millis;
            var code = LibRdKafka.OffsetsForTimes(_client.Handle, list, StepMs);
            code = code == KafkaCode.None ? list->Elements[0].Error : code;
            offset = list->Elements[0].Offset;
            LibRdKafka.PartitionsDestroy(list);
            return code;
        });
        return offset >= 0 ? offset : Range(topic, partition).End;
    }

    /// <summary>Creates a topic.</summary>
    /// <param name="partitions">Null for the broker's default.</param>
    /// <param name="replicas">Null for the broker's default.</param>
    /// <returns>False where there is one of that name already.</returns>
    /// <exception cref="SensoriumException">SN4516 where the cluster refuses.</exception>
    public bool Create(
        string topic, int? partitions = null, int? replicas = null, IReadOnlyList<KeyValuePair<string, string>>? settings = null)
    {
        var code = KafkaCode.None;
        Ask("create the topic", errors =>
        {
            code = Create(topic, partitions ?? -1, replicas ?? -1, settings ?? [], errors, out var reason);
            return code switch
            {
                KafkaCode.None or KafkaCode.TopicAlreadyExists or KafkaCode.TimedOut or KafkaCode.Transport => code,
                KafkaCode.TopicAuthorizationFailed or KafkaCode.ClusterAuthorizationFailed =>
                    throw KafkaFaults.NotAllowed(_endpoint, "create the topic", reason),
                _ => throw KafkaFaults.NotCreated(_endpoint, topic, reason),
            };
        });
        return code == KafkaCode.None;
    }

    public void Dispose() => _client.Dispose();

    private void Ask(string doing, Func<ConnectionErrors, KafkaCode> question)
    {
        var started = Environment.TickCount64;
        var errors = new ConnectionErrors();

        // Earlier errors may have passed.
        _client.TakeErrors(errors);
        errors.Clear();
        while (question(errors) is not (KafkaCode.None or KafkaCode.TopicAlreadyExists) and var code)
        {
            _client.TakeErrors(errors);
            if (_client.FarBroker is { } far)
            {
                throw KafkaFaults.PlainText(far, $"{_endpoint.Cluster} gives that address");
            }

            var isTransient = code is KafkaCode.Transport or KafkaCode.TimedOut or KafkaCode.RequestTimedOut
                or KafkaCode.LeaderNotAvailable or KafkaCode.NotLeaderForPartition or KafkaCode.CoordinatorNotAvailable
                or KafkaCode.UnknownTopicOrPartition or KafkaCode.UnknownPartition;
            if (!isTransient || errors.AreHopeless || Environment.TickCount64 - started > Patience.TotalMilliseconds)
            {
                var why = isTransient ? errors.Worst ?? RdError.Of(code) : RdError.Of(code);
                throw KafkaFaults.Of(_endpoint, why.Code, why.Text, doing);
            }
        }
    }

    /// <returns>The answer, or none where it does not come in time, or nobody is there to give it.</returns>
    private EventHandle Await(QueueHandle answers, TimeSpan time, ConnectionErrors errors)
    {
        for (var started = Environment.TickCount64; ;)
        {
            var answer = EventHandle.Poll(answers, StepMs / 5);
            _client.TakeErrors(errors);
            var isOver = errors.AreHopeless || _client.FarBroker is not null || Environment.TickCount64 - started > time.TotalMilliseconds;
            if (!answer.IsInvalid || isOver)
            {
                return answer;
            }
        }
    }

    private KafkaCode Describe(string topic, ConnectionErrors errors, out KafkaTopic? found)
    {
        found = null;
        using var answers = new QueueHandle(LibRdKafka.QueueNew(_client.Handle));
        fixed (byte* name = Encoding.UTF8.GetBytes(topic + '\0'))
        {
            var names = LibRdKafka.TopicNames(&name, 1);
            var options = Options();
            LibRdKafka.DescribeTopics(_client.Handle, names, options, answers);
            LibRdKafka.AdminOptionsDestroy(options);
            LibRdKafka.TopicNamesDestroy(names);
        }

        using var answer = Await(answers, _answerTime, errors);
        if (answer.Error is not KafkaCode.None and var failed)
        {
            return failed;
        }

        nuint count;
        var described = LibRdKafka.DescribedTopics(answer.Pointer, &count)[0];
        var code = LibRdKafka.DescriptionError(described) is not 0 and var error ? LibRdKafka.ErrorCode(error) : KafkaCode.None;
        if (code == KafkaCode.None)
        {
            var id = LibRdKafka.DescriptionId(described);
            _ = LibRdKafka.DescriptionPartitions(described, &count);
            found = new(topic, GuidOf(LibRdKafka.UuidHigh(id), LibRdKafka.UuidLow(id)), (int)count);
        }

        return code is KafkaCode.UnknownTopicOrPartition ? KafkaCode.None : code;
    }

    private KafkaCode Create(
        string topic,
        int partitions,
        int replicas,
        IReadOnlyList<KeyValuePair<string, string>> settings,
        ConnectionErrors errors,
        out string reason)
    {
        using var answers = new QueueHandle(LibRdKafka.QueueNew(_client.Handle));
        var text = stackalloc byte[ErrorSize];
        var made = LibRdKafka.NewTopicNew(topic, partitions, replicas, text, ErrorSize);
        if (made == 0)
        {
            reason = RdError.Utf8((nint)text);
            return KafkaCode.InvalidArgument;
        }

        foreach (var (name, value) in settings)
        {
            LibRdKafka.NewTopicSet(made, name, value);
        }

        var options = Options();
        LibRdKafka.CreateTopics(_client.Handle, &made, 1, options, answers);
        LibRdKafka.AdminOptionsDestroy(options);
        LibRdKafka.NewTopicDestroy(made);
        using var answer = Await(answers, Patience, errors);
        reason = RdError.TextOf(answer.Error);
        if (answer.Error != KafkaCode.None)
        {
            return answer.Error;
        }

        nuint count;
        var result = LibRdKafka.CreatedTopics(answer.Pointer, &count)[0];
        reason = RdError.Utf8(LibRdKafka.TopicResultText(result));
        return LibRdKafka.TopicResultError(result);
    }

    private nint Options()
    {
        var error = stackalloc byte[ErrorSize];
        var options = LibRdKafka.AdminOptionsNew(_client.Handle, operation: 0);
        LibRdKafka.AdminOptionsSetTimeout(options, (int)_answerTime.TotalMilliseconds, error, ErrorSize);
        return options;
    }

    private static Guid GuidOf(long high, long low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], low);
        return new(bytes, bigEndian: true);
    }
}
