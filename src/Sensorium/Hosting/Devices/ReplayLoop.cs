using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices.Replay;

namespace Sensorium.Hosting.Devices;

/// <summary>Sends a file's records to one stream, in the file's order, at the pace of their times or as fast as the target takes them.</summary>
/// <param name="speed">1 is as it happened, 60 a minute in a second; null does not wait at all.</param>
internal sealed class ReplayLoop(RecordKey key, IFleetTarget target, double? speed, IScheduler scheduler)
{
    /// <summary>Bytes between two flushes at most.</summary>
    private const int Batch = 1 << 20;

    /// <summary>Records that the target has.</summary>
    public long Sent { get; private set; }

    public async Task Run(IEnumerable<ReplayRecord> records, CancellationToken cancellation)
    {
        var started = scheduler.Time.GetTimestamp();
        EventTime? first = null;
        var bytes = 0;
        var waiting = 0;
        foreach (var record in records)
        {
            cancellation.ThrowIfCancellationRequested();
            if (speed is { } factor && record.Time is { } time)
            {
                first ??= time;
                var due = TimeSpan.FromMicroseconds(Math.Max(0, (time.Micros - first.Value.Micros) / factor));
                var pause = due - scheduler.Time.GetElapsedTime(started);
                if (pause > TimeSpan.FromMilliseconds(1))
                {
                    await Flush();
                    await Task.Delay(pause, scheduler.Time, cancellation);
                }
            }

            target.Accept(0, EventTime.From(scheduler.Time.GetUtcNow()), key.Of(record.Json.Span), record.Json.Span);
            waiting++;
            bytes += record.Json.Length;
            if (bytes >= Batch)
            {
                await Flush();
            }
        }

        await Flush();

        async ValueTask Flush()
        {
            await target.Flush(cancellation);
            Sent += waiting;
            (bytes, waiting) = (0, 0);
        }
    }
}
