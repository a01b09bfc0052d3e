using Sensorium.City.Hosting;
using Sensorium.City.Logs;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Observe;

/// <summary>Writes into the log when a part of the city falls ill or is well again, and lets the log tell its repeats.</summary>
internal sealed class HealthWatch(CityHost host, Log log, IScheduler scheduler) : ICityPart, IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, PartHealth> _known = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private Task _watching = Task.CompletedTask;

    public string Name => "watch";

    public PartHealth Health => _watching.IsFaulted
        ? new(false, $"no longer looks: {_watching.Exception!.InnerException!.Message}")
        : new(true, "tells the log which part is not well");

    public Task Start(CancellationToken cancellation)
    {
        _watching = scheduler.Start("watch", Watch, _ended.Token);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        await ((Task)_watching.WaitAsync(deadline)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _ended.Dispose();

    private async Task Watch(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(_interval, scheduler.Time, cancellation);
            log.TellRepeats();
            foreach (var part in host.Parts)
            {
                Look(part.Name, part.Health);
            }
        }
    }

    private void Look(string part, PartHealth now)
    {
        var before = _known.GetValueOrDefault(part) ?? new(true, "");
        _known[part] = now;
        if (!now.IsHealthy && (before.IsHealthy || before.Code != now.Code || before.CannotServe != now.CannotServe))
        {
            if (now.CannotServe)
            {
                log.Error(part, $"cannot serve: {now.Note}", now.Code);
            }
            else
            {
                log.Warn(part, now.Note, now.Code);
            }
        }
        else if (now.IsHealthy && !before.IsHealthy)
        {
            log.Info(part, $"is well again: {now.Note}");
        }
    }
}
