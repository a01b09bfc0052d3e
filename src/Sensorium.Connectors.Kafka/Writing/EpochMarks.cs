using System.Text;
using Sensorium.Connectors.Kafka.Reading;
using Sensorium.Core.Scheduling;

namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>
/// The topic of marks. Offsets of a consumer group can be committed in a transaction too, but the broker forgets them after
/// <c>offsets.retention.minutes</c> (a week) without a commit.
/// </summary>
internal sealed class EpochMarks(KafkaEndpoint endpoint, string topic, KafkaCluster cluster, IScheduler scheduler, KafkaLog log)
{
    /// <summary>Each start reads the whole topic, so that it is compacted early.</summary>
    private static readonly KeyValuePair<string, string>[] _settings =
    [
        new("cleanup.policy", "compact"),
        new("segment.bytes", "8388608"),
        new("segment.ms", "3600000"),
        new("min.cleanable.dirty.ratio", "0.1"),
    ];

    public string Topic { get; } = topic;

    /// <summary>Creates the topic where it is missing.</summary>
    public void Ensure()
    {
        if (cluster.Find(Topic) is null)
        {
            cluster.Create(Topic, partitions: 1, settings: _settings);
        }
    }

    /// <summary>
    /// The last committed mark of a writer; null where there is none. No transaction of that writer may be open. Waits for open
    /// transactions of other writers.
    /// </summary>
    public async Task<EpochMark?> Last(string id, CancellationToken cancellation)
    {
        var described = cluster.Describe(Topic);
        var key = Encoding.UTF8.GetBytes(id);
        EpochMark? last = null;
        using var reader = new KafkaTopicReader(endpoint, described, new("sensorium-epochs"), cluster, scheduler, log);
        for (var partition = 0; partition < described.Partitions; partition++)
        {
            var range = cluster.Range(Topic, partition);
            using var marks = reader.Open(partition, range.First);
            marks.StopAt = range.End;
            while (!marks.IsComplete)
            {
                while (marks.TryRead(out var record))
                {
                    last = record.Key.SequenceEqual(key) ? EpochMark.Parse(record.Value) ?? last : last;
                }

                if (!marks.IsComplete)
                {
                    await marks.WaitToRead(cancellation);
                }
            }
        }

        return last;
    }
}
