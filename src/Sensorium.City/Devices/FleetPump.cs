using Sensorium.City.Hosting;
using Sensorium.City.Streams;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Devices;
using Sensorium.Devices.Streets;

namespace Sensorium.City.Devices;

/// <summary>The city's simulated devices, into its own log. Those of one stream wait for it alone where it is full.</summary>
/// <param name="streets">What cars drive on, read while the parts before this one start; null where there are none.</param>
internal sealed class FleetPump(FleetDefinition definition, Task<StreetGraph>? streets, StreamLogs logs, IScheduler scheduler)
    : ICityPart, IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly List<LogTarget> _targets = [];
    private readonly List<FleetLoop> _loops = [];
    private readonly List<string> _refused = [];
    private Task[] _running = [];

    public string Name => "devices";

    public PartHealth Health
    {
        get
        {
            if (_running.FirstOrDefault(task => task.IsFaulted) is { } fault)
            {
                return new(false, $"stopped: {fault.Exception!.InnerException!.Message}");
            }

            var obstacles = _targets.Select(target => target.Obstacle).OfType<string>()
                .Concat(_refused.Select(stream => $"stream '{stream}' was refused, and its devices send nothing."))
                .ToList();
            return obstacles.Count > 0
                ? new(false, $"waiting: {string.Join(" ", obstacles)}")
                : new(
                    true,
                    $"{definition.DeviceCount:N0} simulated devices, {definition.EventsPerSecond:N0} messages a second, "
                        + $"{_loops.Sum(loop => loop.Sent):N0} sent");
        }
    }

    public async Task Start(CancellationToken cancellation)
    {
        var graph = streets is null ? null : await streets;
        var start = EventTime.From(scheduler.Time.GetUtcNow());
        foreach (var part in definition.ByStream())
        {
            var fleet = new Fleet(part, start, scheduler.Time, graph);
            if (fleet.Streams.FirstOrDefault(logs.Refused.ContainsKey) is { } refused)
            {
                _refused.Add(refused);
                continue;
            }

            _targets.Add(new([.. fleet.Streams.Select(logs.Of)], simulated: true, scheduler));
            _loops.Add(new(fleet, _targets[^1], scheduler));
        }

        _running = [.. _loops.Select(loop => scheduler.Start("devices", token => loop.Run(null, token), _ended.Token))];
    }

    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        await ((Task)Task.WhenAll(_running).WaitAsync(deadline)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _ended.Dispose();
}
