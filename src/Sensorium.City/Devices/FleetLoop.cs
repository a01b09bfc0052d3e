using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices;

namespace Sensorium.City.Devices;

/// <summary>Drives a fleet: generates what is due, hands it on, and goes on no faster than the target takes it.</summary>
internal sealed class FleetLoop(Fleet fleet, IFleetTarget target, IScheduler scheduler)
{
    /// <summary>Messages between two flushes at most; bounds what a target holds.</summary>
    private const int Batch = 8192;

    /// <summary>What is due meanwhile goes to each partition as one append, and costs one sync.</summary>
    private static readonly TimeSpan _rest = TimeSpan.FromMilliseconds(200);

    /// <summary>Messages that the target has.</summary>
    public long Sent { get; private set; }

    /// <param name="count">Ends after about this many messages; null for never.</param>
    public async Task Run(long? count, CancellationToken cancellation)
    {
        while (count is null || Sent < count)
        {
            var limit = (int)Math.Min(Batch, (count ?? long.MaxValue) - Sent);
            var made = fleet.Generate(EventTime.MaxValue, target, limit);
            if (made > 0)
            {
                await target.Flush(cancellation);
                Sent += made;
            }

            if (made < limit)
            {
                await Task.Delay(_rest, scheduler.Time, cancellation);
            }
            else
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
