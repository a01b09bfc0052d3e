using System.Security.Cryptography;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Streams;

namespace Sensorium.City.Devices;

/// <summary>
/// Messages into the city's log, each in its key's partition; those without a key in turn. Waits where the log is full or the disk fails: a
/// sender has nowhere else to put them. Each batch carries a sequence, so that one sent twice is appended once.
/// </summary>
/// <param name="simulated">Whether records carry the mark of simulated devices.</param>
internal sealed class LogTarget(IReadOnlyList<StreamLog> logs, bool simulated, IScheduler scheduler) : IFleetTarget
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly RecordBatch[][] _batches =
        [.. logs.Select(log => Enumerable.Range(0, log.PartitionCount).Select(_ => new RecordBatch()).ToArray())];

    private readonly ProducerId _producer = ProducerId.FromText(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
    private long _sequence;

    /// <summary>Why messages wait; null while they do not.</summary>
    public string? Obstacle { get; private set; }

    public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.IsEmpty)
        {
            _batches[stream][logs[stream].NextPartition()].Add(value);
        }
        else
        {
            _batches[stream][logs[stream].PartitionOf(key)].Add(key, value);
        }
    }

    public async ValueTask Flush(CancellationToken cancellation)
    {
        var appends = new List<Task>();
        for (var stream = 0; stream < logs.Count; stream++)
        {
            for (var partition = 0; partition < _batches[stream].Length; partition++)
            {
                if (_batches[stream][partition].Count > 0)
                {
                    appends.Add(Append(logs[stream], partition, _batches[stream][partition], ++_sequence, cancellation));
                }
            }
        }

        await Task.WhenAll(appends);
        Obstacle = null;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task Append(StreamLog log, int partition, RecordBatch batch, long sequence, CancellationToken cancellation)
    {
        var request = new AppendRequest(partition, batch) { Producer = _producer, Sequence = sequence, Simulated = simulated };
        while (true)
        {
            var appending = log.AppendWhenRoom(request, cancellation).AsTask();
            if (await Task.WhenAny(appending, Task.Delay(_pause, scheduler.Time, cancellation)) != appending)
            {
                Obstacle = $"the log of {log.Stream} is full: its slowest pipeline has to read on, or retention.bytes to be raised.";
            }

            var result = await appending;
            if (result.IsDurable)
            {
                batch.Clear();
                return;
            }

            if (result.Outcome is not (AppendOutcome.Full or AppendOutcome.DiskFull or AppendOutcome.StorageFailed))
            {
                throw result.Refusal!;
            }

            Obstacle = result.Refusal!.Message;
            await Task.Delay(_pause, scheduler.Time, cancellation);
        }
    }
}
