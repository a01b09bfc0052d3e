using Sensorium.City.Streams;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices.Replay;

namespace Sensorium.City.Devices;

/// <summary>
/// Sends a file's records to one stream, in the file's order, at the pace of their times or as fast as the target takes them.
/// </summary>
/// <param name="speed">1 is as it happened, 60 a minute in a second; null does not wait at all.</param>
internal sealed class ReplayLoop(RecordKey key, IFleetTarget target, double? speed, IScheduler scheduler)
{
    /// <summary>Bytes between two flushes at most.</summary>
    private const int Batch = 1 << 20;

    /// <summary>Microseconds between two records that are waited for: a day.</summary>
    private const long LongestGap = 86_400_000_000;

    private static readonly TimeSpan _longestDelay = TimeSpan.FromDays(1);

    /// <summary>Records that the target has.</summary>
    public long Sent { get; private set; }

    public async Task Run(IEnumerable<ReplayRecord> records, CancellationToken cancellation)
    {
        var started = scheduler.Time.GetTimestamp();
        EventTime? before = null;
        var first = 0L;
        var bytes = 0;
        var waiting = 0;
        using var source = records.GetEnumerator();
        while (await Next())
        {
            cancellation.ThrowIfCancellationRequested();
            var record = source.Current;
            if (speed is { } factor && record.Time is { } time)
            {
                // A jump takes no time: one wrong clock, or a night between two rides, must not hold the rest up.
                var jumped = before is null || Math.Abs(time.Micros - before.Value.Micros) > LongestGap;
                first += jumped ? time.Micros - (before?.Micros ?? 0) : 0;
                before = time;
                await Pause(TimeSpan.FromMicroseconds(Math.Max(0, (time.Micros - first) / factor)));
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

        async ValueTask<bool> Next()
        {
            try
            {
                return source.MoveNext();
            }
            catch
            {
                // The file is damaged from here on; what stood before has been read.
                await Flush();
                throw;
            }
        }

        async ValueTask Pause(TimeSpan due)
        {
            while (due - scheduler.Time.GetElapsedTime(started) is var pause && pause > TimeSpan.FromMilliseconds(1))
            {
                await Flush();
                await Task.Delay(pause < _longestDelay ? pause : _longestDelay, scheduler.Time, cancellation);
            }
        }

        async ValueTask Flush()
        {
            await target.Flush(cancellation);
            Sent += waiting;
            (bytes, waiting) = (0, 0);
        }
    }
}
