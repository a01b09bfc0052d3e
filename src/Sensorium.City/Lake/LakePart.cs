using Sensorium.City.Hosting;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Lake;

/// <summary>
/// Owns the city's lake, which ends with it. Clears the scratch that killed processes leave, at the start and then by the hour. The other
/// upkeep of the lake is done where its need arises: a pipeline's commit merges small files and writes the table's checkpoint.
/// </summary>
internal sealed class LakePart(LakeAccess lake, IScheduler scheduler) : ICityPart, IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _ended = new();
    private Task _running = Task.CompletedTask;
    private long _removed;
    private volatile string? _obstacle;

    public string Name => "lake";

    public PartHealth Health => _obstacle is { } obstacle
        ? new(false, $"its scratch cannot be cleared: {obstacle}")
        : new(true, $"{Interlocked.Read(ref _removed):N0} folders of killed processes removed");

    public Task Start(CancellationToken cancellation)
    {
        _running = scheduler.Start("lake", Keep, _ended.Token);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        await ((Task)_running.WaitAsync(deadline)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lake.Dispose();
    }

    public void Dispose() => _ended.Dispose();

    private async Task Keep(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                Interlocked.Add(ref _removed, lake.Tables.ClearScratch());
                _obstacle = null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                _obstacle = error.Message;
            }

            await Task.Delay(_interval, scheduler.Time, cancellation);
        }
    }
}
