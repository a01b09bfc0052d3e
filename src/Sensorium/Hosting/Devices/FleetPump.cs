using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices;

namespace Sensorium.Hosting.Devices;

/// <summary>The city's simulated devices, into its own log.</summary>
internal sealed class FleetPump(FleetDefinition definition, StreamLogs logs, IScheduler scheduler) : ICityPart, IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private LogTarget? _target;
    private FleetLoop? _loop;
    private Task _running = Task.CompletedTask;

    public string Name => "devices";

    public PartHealth Health => this switch
    {
        { _running.IsFaulted: true } => new(false, $"stopped: {_running.Exception!.InnerException!.Message}"),
        { _target.Obstacle: { } obstacle } => new(false, $"waiting: {obstacle}"),
        _ => new(true, $"{definition.DeviceCount:N0} simulated devices, {definition.EventsPerSecond:N0} messages a second, {_loop?.Sent ?? 0:N0} sent"),
    };

    public Task Start(CancellationToken cancellation)
    {
        var fleet = new Fleet(definition, EventTime.From(scheduler.Time.GetUtcNow()), scheduler.Time);
        _target = new([.. fleet.Streams.Select(logs.Of)], simulated: true, scheduler);
        _loop = new(fleet, _target, scheduler);
        _running = scheduler.Start("devices", token => _loop.Run(null, token), _ended.Token);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        await ((Task)_running.WaitAsync(deadline)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _ended.Dispose();
}
