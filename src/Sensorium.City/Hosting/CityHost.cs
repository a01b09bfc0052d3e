using System.Diagnostics;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Hosting;

/// <summary>
/// A running city: the owner of its data folder, its parts in the order of the data, and the socket through which commands reach it.
/// Parts and verbs are added before <see cref="Run"/>.
/// </summary>
internal sealed class CityHost(CityFolder city, DataFolder data, IScheduler scheduler, Action<string> say)
{
    /// <summary>Of the ten seconds a city may take to end, what is left after this is for the process itself.</summary>
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(9);

    private readonly List<ICityPart> _parts = [];
    private readonly Dictionary<string, ControlVerb> _verbs = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _startedAt;

    public CityFolder City { get; } = city;

    public DataFolder Data { get; } = data;

    public IScheduler Scheduler { get; } = scheduler;

    /// <summary>Where the page and the other endpoints are; null while there are none.</summary>
    public Uri? Page { get; set; }

    /// <summary>In the order in which they start.</summary>
    public IReadOnlyList<ICityPart> Parts => _parts;

    /// <summary>Adds a part. It starts after those added before, and stops before them.</summary>
    public void Add(ICityPart part) => _parts.Add(part);

    /// <summary>Adds to what <c>status</c> answers beside the parts.</summary>
    public Action<JsonObject>? Describe { get; set; }

    /// <summary>Adds a request of the control socket.</summary>
    public void Answer(string verb, ControlVerb handler) => _verbs.Add(verb, handler);

    /// <summary>Runs until <paramref name="cancellation"/>, a <c>stop</c> request, or a part that cannot start; then drains.</summary>
    /// <param name="started">Called when every part runs.</param>
    public async Task Run(Action started, CancellationToken cancellation)
    {
        PrivateFiles.Require();
        using var owner = DataLock.Take(Data, City.Name, Scheduler.Time);
        _startedAt = Scheduler.Time.GetTimestamp();
        Answer("status", (_, _) =>
        {
            var status = Status();
            Describe?.Invoke(status);
            return Task.FromResult<JsonNode?>(status);
        });
        Answer("stop", (_, _) =>
        {
            _stopAsked.TrySetResult();
            return Task.FromResult<JsonNode?>(null);
        });
        using var control = new ControlSocket(Data.Socket, _verbs, Scheduler);
        Add(control);

        var running = 0;
        try
        {
            foreach (var part in _parts)
            {
                running++;
                await part.Start(cancellation);
            }

            started();
            await _stopAsked.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // SIGTERM or Ctrl-C: an ordinary end.
        }
        finally
        {
            await Stop(running);
        }
    }

    /// <summary>What <c>status</c> and the readiness endpoint answer.</summary>
    public JsonObject Status()
    {
        var parts = new JsonArray();
        var healthy = true;
        foreach (var part in _parts)
        {
            var health = part.Health;
            healthy &= health.IsHealthy;
            parts.Add(
                new JsonObject
                {
                    ["part"] = part.Name,
                    ["healthy"] = health.IsHealthy,
                    ["serves"] = !health.CannotServe,
                    ["note"] = health.Note,
                });
        }

        return new()
        {
            ["city"] = City.Name,
            ["pid"] = Environment.ProcessId,
            ["page"] = Page?.ToString(),
            ["upSeconds"] = (long)Scheduler.Time.GetElapsedTime(_startedAt).TotalSeconds,
            ["healthy"] = healthy,
            ["parts"] = parts,
        };
    }

    private async Task Stop(int running)
    {
        var clock = Stopwatch.GetTimestamp();
        using var deadline = new CancellationTokenSource(_drain, Scheduler.Time);
        for (var i = running - 1; i >= 0; i--)
        {
            try
            {
                await _parts[i].Stop(deadline.Token);
            }
            catch (Exception error)
            {
                // The others still end in order; what this part had not finished, the next start repeats.
                say($"{_parts[i].Name} did not end in order: {error.Message}");
            }
        }

        if (running == _parts.Count)
        {
            say($"stopped in {Stopwatch.GetElapsedTime(clock).TotalSeconds:0.0} s.");
        }
    }
}
