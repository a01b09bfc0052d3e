using Sensorium.Connectors.Kafka.Native;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>
/// Produces records outside transactions: idempotent, acknowledged by all in-sync replicas, keys partitioned as Kafka's own client does.
/// A topic that is missing is created where the broker does so by itself. Not thread-safe.
/// </summary>
/// <param name="headers">Of every record.</param>
public sealed class KafkaProducer(KafkaEndpoint endpoint, IReadOnlyList<KafkaHeader> headers, IScheduler scheduler, KafkaLog log)
    : IDisposable
{
    private const int StepMs = 100;

    private static readonly TimeSpan _toldEvery = TimeSpan.FromSeconds(5);

    private readonly RecordSender _sender = Sender(endpoint, headers, log);

    /// <summary>Records that all in-sync replicas have.</summary>
    public long Acknowledged => _sender.Acknowledged;

    /// <summary>Records that were refused, or never answered for.</summary>
    public long Failed => _sender.Failed;

    /// <summary>Records without an answer yet.</summary>
    public long Outstanding => _sender.Outstanding;

    /// <summary>Queues a record; blocks the thread while the queue is full.</summary>
    /// <exception cref="SensoriumException">As <see cref="Flush"/>.</exception>
    public void Send(string topic, in OutgoingRecord record)
    {
        while (!_sender.TrySend(topic, record, tag: 0))
        {
            _sender.Poll(StepMs);
            Check();
        }

        _sender.Poll(timeoutMs: 0);
    }

    /// <summary>Completes when every record is acknowledged. An outage of the broker is waited for, up to two minutes a record.</summary>
    /// <param name="onWait">Is told every few seconds why it takes long.</param>
    /// <exception cref="SensoriumException">SN4502 to SN4505 where the cluster cannot be reached, SN4506, SN4507, SN4511 or SN4513 where
    /// it does not take a record.</exception>
    public Task Flush(Action<string> onWait, CancellationToken cancellation) => scheduler.Start(
        "kafka producer",
        _ =>
        {
            var started = scheduler.Time.GetTimestamp();
            while (_sender.Outstanding > 0 || _sender.Failure is not null)
            {
                cancellation.ThrowIfCancellationRequested();
                _sender.Poll(StepMs);
                Check();
                if (scheduler.Time.GetElapsedTime(started) > _toldEvery && _sender.Errors.Worst is { } error)
                {
                    onWait($"waiting for {endpoint.Cluster}: {ClientText.Reason(error.Text)}");
                    started = scheduler.Time.GetTimestamp();
                }
            }

            _sender.Errors.Clear();
            return Task.CompletedTask;
        },
        cancellation);

    public void Dispose() => _sender.Dispose();

    private static RecordSender Sender(KafkaEndpoint endpoint, IReadOnlyList<KafkaHeader> headers, KafkaLog log)
    {
        var sender = new RecordSender(
            endpoint,
            [
                new("delivery.timeout.ms", "120000"),

                // A topic that is not there, and that the broker does not create, is reported after this time.
                new("topic.metadata.propagation.max.ms", "5000"),
            ],
            log);
        sender.SetHeaders(headers);
        return sender;
    }

    private void Check()
    {
        if (_sender.Client.FarBroker is { } far)
        {
            throw KafkaFaults.PlainText(far, $"{endpoint.Cluster} gives that address");
        }

        if (_sender.Failure is { } failure)
        {
            throw failure.Code switch
            {
                KafkaCode.UnknownTopic or KafkaCode.UnknownTopicOrPartition => KafkaFaults.NoTopic(endpoint, failure.Topic, []),
                KafkaCode.TopicAuthorizationFailed or KafkaCode.ClusterAuthorizationFailed =>
                    KafkaFaults.NotAllowed(endpoint, $"write to '{failure.Topic}'", failure.Text),
                _ when failure.IsRefusal => KafkaFaults.Refused(failure.Topic, "a record", failure.Text),
                _ => KafkaFaults.NotAcknowledged(endpoint, Failed + Outstanding, failure.Text),
            };
        }

        // Where it worked once, a broker that is away will come back.
        if (_sender.Errors is { Worst: { } error } errors && (errors.AreRefused || (errors.AreHopeless && Acknowledged == 0)))
        {
            throw KafkaFaults.Of(endpoint, error.Code, error.Text, "write");
        }
    }
}
