using Sensorium.Connectors.Kafka.Reading;
using Sensorium.Core.Scheduling;

namespace Sensorium.Connectors.Kafka.Tests.Reading;

/// <summary>A topic under test, opened as the product opens it.</summary>
internal sealed class OpenTopic : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly List<string> _said = [];

    public OpenTopic(KafkaEndpoint endpoint, int prefetchBytes = 8 * 1024 * 1024)
    {
        Cluster = new(endpoint, Hear);
        Reader = new(endpoint, Cluster.Describe(endpoint.RequiredTopic), new("tests", prefetchBytes), Cluster, new ThreadScheduler(), Hear);
    }

    public KafkaCluster Cluster { get; }

    public KafkaTopicReader Reader { get; }

    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <summary>Reads a partition to the end that it has now.</summary>
    public async Task<List<RecordText>> ReadAll(int partition = 0, long from = 0)
    {
        using var reader = Reader.Open(partition, from);
        reader.StopAt = Cluster.Range(Reader.Name, partition).End;
        return await ToStop(reader);
    }

    public static async Task<List<RecordText>> ToStop(KafkaPartitionReader reader)
    {
        using var deadline = new CancellationTokenSource(_patience);
        var found = new List<RecordText>();
        while (!reader.IsComplete)
        {
            while (reader.TryRead(out var record))
            {
                found.Add(RecordText.Of(record));
            }

            if (!reader.IsComplete)
            {
                await reader.WaitToRead(deadline.Token);
            }
        }

        return found;
    }

    /// <summary>Reads as many records.</summary>
    public static async Task<List<RecordText>> Take(KafkaPartitionReader reader, int count)
    {
        using var deadline = new CancellationTokenSource(_patience);
        var found = new List<RecordText>();
        while (found.Count < count)
        {
            if (reader.TryRead(out var record))
            {
                found.Add(RecordText.Of(record));
            }
            else
            {
                await reader.WaitToRead(deadline.Token);
            }
        }

        return found;
    }

    public void Dispose()
    {
        Reader.Dispose();
        Cluster.Dispose();
    }

    private void Hear(KafkaLogLevel level, string line)
    {
        lock (_said)
        {
            _said.Add($"{level}: {line}");
        }
    }
}
