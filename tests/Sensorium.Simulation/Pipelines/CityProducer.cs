using System.Text;
using Sensorium.Streams;

namespace Sensorium.Simulation.Pipelines;

/// <summary>Sends a partition's batches in order, each until it is acknowledged, whatever dies in between.</summary>
internal sealed class CityProducer(
    SimulatedMachine machine, CityPlan plan, CityPromises promises, Random random, StreamLog log, int partition)
{
    /// <param name="share">Batches to come to, of those that the plan has for the partition.</param>
    public async Task Send(int share, CancellationToken cancellation)
    {
        var batches = promises.Of(log.Stream, partition);
        for (var sequence = batches.FindIndex(batch => batch.Offset is null) is var open and >= 0 ? open : batches.Count; sequence < share;
            sequence++)
        {
            if (sequence == batches.Count)
            {
                var now = machine.Scheduler.Time.GetUtcNow();
                batches.Add(SensorMessages.Batch(random, log.Stream, partition, sequence, now));
            }

            while (!await TryAppend(sequence, batches[sequence]))
            {
                await Pause(TimeSpan.FromMilliseconds(500), cancellation);
            }

            if (random.Next(8) == 0)
            {
                await TryAppend(sequence, batches[sequence]); // A retry after a lost answer.
            }

            if (random.Next(20) == 0)
            {
                await log.AppendCanary(partition, sequence);
            }

            await Pause(
                random.Next(12) == 0 ? TimeSpan.FromSeconds(random.Next(4, 12)) : TimeSpan.FromMilliseconds(random.Next(1_500)),
                cancellation);
        }
    }

    private async Task<bool> TryAppend(int sequence, SentBatch batch)
    {
        var records = new RecordBatch();
        foreach (var value in batch.Values)
        {
            records.Add(Encoding.UTF8.GetBytes($"{partition}"), Encoding.UTF8.GetBytes(value));
        }

        var producer = new ProducerId((ulong)plan.Seed + 1, (ulong)partition);
        var result = await log.AppendWhenRoom(new(partition, records) { Producer = producer, Sequence = sequence });
        if (!result.IsDurable)
        {
            return false;
        }

        result.Count.ShouldBe(batch.Values.Count);
        batch.Offset ??= result.FirstOffset;
        result.FirstOffset.ShouldBe(batch.Offset.Value);
        return true;
    }

    private Task Pause(TimeSpan pause, CancellationToken cancellation) => Task.Delay(pause, machine.Scheduler.Time, cancellation);
}
