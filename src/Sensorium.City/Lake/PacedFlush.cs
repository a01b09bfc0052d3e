using Sensorium.Core;

namespace Sensorium.City.Lake;

/// <summary>
/// Commits of all tables, at most one a second. Those who ask before the next one begins share it, so each finds in the tables what was
/// in the streams when it asked. From any thread.
/// </summary>
/// <param name="flush">Commits what there is now.</param>
internal sealed class PacedFlush(Func<Task> flush, TimeProvider time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _begun;
    private Task? _next;

    public Task Ask()
    {
        lock (_gate)
        {
            return _next ??= Next(_begun is { } begun ? _pause - time.GetElapsedTime(begun) : TimeSpan.Zero);
        }
    }

    /// <summary>Waits no longer than the limit.</summary>
    /// <returns>Why there was no commit; null where there was.</returns>
    public async Task<string?> TryAsk(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await Ask().WaitAsync(limit, time, cancellation);
            return null;
        }
        catch (TimeoutException)
        {
            return $"the city did not commit within {limit.TotalSeconds:0} s";
        }
        catch (SensoriumException error)
        {
            return error.Message;
        }
    }

    /// <summary>Runs up to its first wait under the gate, which there always is.</summary>
    private async Task Next(TimeSpan wait)
    {
        await Task.Yield();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time);
        }

        lock (_gate)
        {
            _begun = time.GetTimestamp();
            _next = null;
        }

        await flush();
    }
}
