using System.Text.Json.Nodes;
using Sensorium.City.Hosting;
using Sensorium.City.Pipelines;
using Sensorium.City.Streams;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Canaries;

/// <summary>Sends canaries every minute, so that a way that is broken shows before somebody misses its rows.</summary>
/// <param name="commitInterval">Of the tables: a canary may wait that long for its commit.</param>
internal sealed class CanaryWatch(StreamLogs logs, CityPipelines pipelines, IScheduler scheduler, TimeSpan commitInterval)
    : ICityPart, IDisposable
{
    private static readonly TimeSpan _slack = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ended = new();
    private volatile CanaryReport? _last;
    private long _number;
    private long _sent;
    private long _arrived;
    private Task _watching = Task.CompletedTask;

    /// <summary>Between two rounds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    public string Name => "canaries";

    /// <summary>The last round; null before the first has ended.</summary>
    public CanaryReport? Last => _last;

    /// <summary>Since the start, over all rounds.</summary>
    public (long Sent, long Arrived) Counts => (Interlocked.Read(ref _sent), Interlocked.Read(ref _arrived));

    public PartHealth Health
    {
        get
        {
            if (_watching.IsFaulted)
            {
                return new(false, $"no longer sent: {_watching.Exception!.InnerException!.Message}");
            }

            if (Last is not { } last)
            {
                return new(true, $"the first are sent {Interval.TotalSeconds:0} s after the start");
            }

            var arrived = $"{last.Arrived} of {last.Paths.Count} arrived at {last.At:HH:mm:ss}Z";
            var isBroken = last.Refused.Count > 0 || last.Paths.Any(path => path.Accepted is null || path.Hops.Any(hop => hop.IsBroken));
            return last.Broken is { } broken
                ? new(!isBroken, $"{arrived}; {broken.Hop}: {broken.Trouble}")
                : new(true, $"{arrived}, the slowest in {last.Slowest:N0} ms");
        }
    }

    public Task Start(CancellationToken cancellation)
    {
        _watching = scheduler.Start("canaries", Watch, _ended.Token);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        await ((Task)_watching.WaitAsync(deadline)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Answers the request <c>{"do": "verify", "seconds": 10}</c>: a round now, with a commit of every table.</summary>
    public async Task<JsonNode?> Verify(JsonObject request, CancellationToken cancellation)
    {
        var seconds = request["seconds"] is JsonValue value && value.TryGetValue<double>(out var given)
            ? Math.Clamp(given, 0.1, _longest.TotalSeconds)
            : _slack.TotalSeconds;
        return (await Round(TimeSpan.FromSeconds(seconds), asksForCommit: true, cancellation)).ToJson();
    }

    public void Dispose()
    {
        _ended.Dispose();
        _turn.Dispose();
    }

    private async Task Watch(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(Interval, scheduler.Time, cancellation);
            await Round(commitInterval + _slack, asksForCommit: false, cancellation);
        }
    }

    private async Task<CanaryReport> Round(TimeSpan limit, bool asksForCommit, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var report = await new CanaryRound(logs, pipelines, scheduler, limit, asksForCommit).Run(++_number, cancellation);
            Interlocked.Add(ref _sent, report.Sent);
            Interlocked.Add(ref _arrived, report.Arrived);
            return _last = report;
        }
        finally
        {
            _turn.Release();
        }
    }
}
